/** A seat as a batch sees it: its price, and the live reservation that has it. */
export interface BookedSeat {
  date: string;
  number: number;
  price: number;
  holder: string | null;
}

/** The seats that a batch's requests want, and who has them while it is decided. */
export class SeatBook {
  readonly #seats = new Map<string, BookedSeat>();

  enter(seats: readonly BookedSeat[]): void {
    for (const seat of seats) this.#seats.set(keyOf(seat.date, seat.number), seat);
  }

  /** The seats of these numbers, or null when one of them does not exist. */
  find(date: string, numbers: readonly number[]): BookedSeat[] | null {
    const seats = numbers.map((number) => this.#seats.get(keyOf(date, number)));
    return seats.every((seat) => seat !== undefined) ? seats : null;
  }

  take(seats: readonly BookedSeat[], reservationId: string): void {
    for (const seat of seats) seat.holder = reservationId;
  }

  free(date: string, numbers: readonly number[], reservationId: string): void {
    for (const number of numbers) {
      const seat = this.#seats.get(keyOf(date, number));
      if (seat?.holder === reservationId) seat.holder = null;
    }
  }
}

const keyOf = (date: string, number: number) => `${date} ${number}`;
