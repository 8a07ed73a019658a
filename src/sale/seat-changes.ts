import type { SeatStatus, SeatsChanged } from './events.ts';

/** What a batch did to seats: of each seat only what it came to. */
export class SeatChanges {
  readonly #byDate = new Map<string, Map<number, SeatStatus>>();

  note(date: string, numbers: readonly number[], status: SeatStatus): void {
    const changes = this.#byDate.get(date) ?? new Map<number, SeatStatus>();
    for (const number of numbers) changes.set(number, status);
    this.#byDate.set(date, changes);
  }

  events(concertId: string): SeatsChanged[] {
    return [...this.#byDate].map(([date, changes]) => ({
      type: 'seats',
      concertId,
      date,
      changes: [...changes].map(([number, status]) => ({ number, status })),
    }));
  }
}
