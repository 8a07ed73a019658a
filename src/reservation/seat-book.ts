import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** A seat as a batch sees it: its price, and the live reservation that has it. */
export interface BookedSeat {
  dateId: string;
  number: number;
  price: number;
  holder: string | null;
}

/** The seats that a batch's requests want, and who has them while it is decided. */
export class SeatBook {
  readonly #seats = new Map<string, BookedSeat>();

  /** Loads the seats. Answers the holders whose hold has run out and was not ended yet. */
  async load(em: EntityManager, wanted: readonly { dateId: string; number: number }[]): Promise<string[]> {
    if (wanted.length === 0) return [];
    const { rows } = await sql<BookedSeat & { overdue: boolean | null }>`
      select seat.date_id as "dateId", seat.number, seat.price, reserved.reservation_id as holder,
             reservation.status = 'HELD' and reservation.expires_at <= clock_timestamp() as overdue
      from (
        select distinct * from unnest(
          ${wanted.map(({ dateId }) => dateId)}::uuid[],
          ${wanted.map(({ number }) => number)}::int[]
        ) as w (date_id, number)
      ) as wanted
      join seat using (date_id, number)
      left join reserved_seat reserved on reserved.date_id = seat.date_id
        and reserved.seat_number = seat.number and reserved.status in ('HELD', 'SOLD')
      left join reservation on reservation.id = reserved.reservation_id`.execute(em.getKysely());
    const overdue = new Set<string>();
    for (const { overdue: isOverdue, ...seat } of rows) {
      this.#seats.set(keyOf(seat.dateId, seat.number), seat);
      if (isOverdue === true && seat.holder !== null) overdue.add(seat.holder);
    }
    return [...overdue];
  }

  /** The seats of these numbers, or null when one of them does not exist. */
  find(dateId: string, numbers: readonly number[]): BookedSeat[] | null {
    const seats = numbers.map((number) => this.#seats.get(keyOf(dateId, number)));
    return seats.every((seat) => seat !== undefined) ? seats : null;
  }

  take(seats: readonly BookedSeat[], reservationId: string): void {
    for (const seat of seats) seat.holder = reservationId;
  }

  free(dateId: string, numbers: readonly number[], reservationId: string): void {
    for (const number of numbers) {
      const seat = this.#seats.get(keyOf(dateId, number));
      if (seat?.holder === reservationId) seat.holder = null;
    }
  }
}

const keyOf = (dateId: string, number: number) => `${dateId} ${number}`;
