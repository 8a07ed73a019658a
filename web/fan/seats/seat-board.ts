import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Problem } from '../../../client/description.ts';
import { type Hall, type HallSeat, type HallSection, hallOf, type SeenStatus } from '../../kit/hall/hall.ts';
import { keepInTab, keptInTab } from '../../kit/storage.ts';
import { listen } from '../service/connection.ts';
import { forgetOutcome, outcomes, underWay } from '../service/writes.ts';
import { askForSeats, type Seat, type SeatStatus, type Seats } from '../state/concerts.ts';
import { holdSlot, ownSeatsOn, refusedHold } from '../state/reservations.ts';
import { nearestFree } from './nearest-free.ts';

/** Seats that were chosen and that somebody else was quicker with, and what may be taken instead. */
export interface LostSeats {
  numbers: number[];
  instead: HallSeat[][];
}

/** The seats of one date as they are now, and what the fan has chosen of them. */
export class SeatBoard {
  readonly #concertId: string;
  readonly #date: string;
  readonly #statuses = new Map<number, SeatStatus>();
  readonly #plan = signal<{ hall: Hall; seats: readonly Seat[] } | null>(null);
  /** The list as it came last, with its tag: an unchanged one of twenty thousand seats is not sent again. */
  #read: { seats: Seats; tag: string | undefined } | null = null;
  /** Changes that came while the list was under way: it may be older. */
  #meanwhile: { number: number; status: SeatStatus }[] | null = null;

  readonly problem = signal<Problem | 'offline' | null>(null);
  /** Grows with every change; whoever reads statuses reads it too. */
  readonly version = signal(0);
  readonly chosen = signal<readonly number[]>([]);
  readonly lost = signal<LostSeats | null>(null);
  /** The fan wanted one more than anybody may have. */
  readonly limitHit = signal(false);
  readonly hall: ReadonlySignal<Hall | null> = computed(() => this.#plan.value?.hall ?? null);
  readonly own: ReadonlySignal<ReadonlySet<number>>;
  /** How many seats are free, by section. */
  readonly freeIn: ReadonlySignal<ReadonlyMap<HallSection, number>> = computed(() => {
    void this.version.value;
    const counted = new Map<HallSection, number>();
    for (const section of this.hall.value?.sections ?? []) {
      let free = 0;
      for (const row of section.rows)
        for (const { number } of row.seats) if (this.#statuses.get(number) === 'AVAILABLE') free += 1;
      counted.set(section, free);
    }
    return counted;
  });
  readonly available = computed(() => {
    let free = 0;
    for (const inSection of this.freeIn.value.values()) free += inSection;
    return free;
  });
  readonly total = computed(() =>
    this.chosen.value.reduce((sum, number) => sum + (this.hall.value?.seats.get(number)?.price ?? 0), 0),
  );

  constructor(concertId: string, date: string) {
    this.#concertId = concertId;
    this.#date = date;
    this.own = computed(() => ownSeatsOn(concertId, date));
    this.chosen.value = keptInTab<number[]>(this.#keptAs) ?? [];
  }

  /** Hears of every change from now on; the answer ends it. */
  follow(): () => void {
    const stopSeats = listen('seats', ({ concertId, date, changes }) => {
      if (concertId === this.#concertId && date === this.#date) this.#change(changes);
    });
    const stopRefusals = refusedHold.subscribe((refused) => {
      if (refused === null || refused.concertId !== this.#concertId || refused.date !== this.#date) return;
      refusedHold.value = null;
      void this.read().then(() => this.#loseOf(refused.seatNumbers));
    });
    return () => {
      stopSeats();
      stopRefusals();
    };
  }

  async read(): Promise<void> {
    this.#meanwhile = [];
    const reply = await askForSeats(this.#concertId, this.#date, this.#read?.tag);
    const meanwhile = this.#meanwhile ?? [];
    this.#meanwhile = null;
    // What is still as it was read is read anew from here: changes since then have been taken back.
    const seats = reply.ok ? (reply.body ?? this.#read?.seats) : undefined;
    if (reply.ok && seats !== undefined) {
      this.problem.value = null;
      if (reply.body !== undefined) this.#read = { seats, tag: reply.headers.get('etag') ?? undefined };
      this.#show(seats, meanwhile);
    } else if (this.#plan.value === null || ('problem' in reply && reply.problem.status < 500)) {
      this.problem.value = 'problem' in reply ? reply.problem : 'offline';
    }
  }

  statusOf(number: number): SeenStatus {
    if (this.own.value.has(number)) return 'own';
    if (this.chosen.value.includes(number)) return 'chosen';
    return this.#statuses.get(number) ?? 'SOLD';
  }

  choose(numbers: readonly number[]): void {
    this.forgetTrouble();
    this.#choose([...this.chosen.value, ...numbers]);
  }

  remove(numbers: readonly number[]): void {
    this.forgetTrouble();
    this.#letGo(numbers);
  }

  /** Whoever goes on choosing has read what went wrong before. */
  forgetTrouble(): void {
    this.lost.value = null;
    this.limitHit.value = false;
    if (outcomes.peek()[holdSlot(this.#concertId)]?.ok === false) forgetOutcome(holdSlot(this.#concertId));
  }

  #letGo(numbers: readonly number[]): void {
    this.#choose(this.chosen.value.filter((number) => !numbers.includes(number)));
  }

  /** A reload keeps the choice, in this tab. */
  #choose(numbers: readonly number[]): void {
    this.chosen.value = numbers;
    keepInTab(this.#keptAs, numbers);
  }

  get #keptAs(): string {
    return `frontrow-chosen:${this.#concertId}:${this.#date}`;
  }

  #show({ seats }: Seats, meanwhile: { number: number; status: SeatStatus }[]): void {
    const plan = this.#plan.peek();
    if (plan === null || !sameSeats(plan.seats, seats)) {
      this.#plan.value = { hall: hallOf(seats), seats };
      // Those that are gone have no status any more.
      this.#statuses.clear();
    }
    for (const { number, status } of seats) this.#statuses.set(number, status);
    for (const { number, status } of meanwhile) this.#statuses.set(number, status);
    this.#changed();
  }

  #change(changes: { number: number; status: SeatStatus }[]): void {
    this.#meanwhile?.push(...changes);
    for (const { number, status } of changes) this.#statuses.set(number, status);
    this.#changed();
  }

  #changed(): void {
    this.version.value += 1;
    // While one's own hold is being decided its seats are taken by oneself.
    const slot = holdSlot(this.#concertId);
    const holds = underWay.peek()[slot] !== undefined || outcomes.peek()[slot]?.ok === true;
    if (!holds) this.#loseOf(this.chosen.peek());
  }

  /** Lets go of those that are not free any more, and looks for others. */
  #loseOf(wanted: readonly number[]): void {
    const lost = wanted.filter(
      (number) => this.#statuses.get(number) !== 'AVAILABLE' && !this.own.value.has(number),
    );
    if (lost.length === 0) return;
    this.#letGo(lost);
    const hall = this.hall.value;
    const isFree = (number: number) =>
      this.#statuses.get(number) === 'AVAILABLE' && !this.chosen.value.includes(number);
    this.lost.value = { numbers: lost, instead: hall === null ? [] : nearestFree(hall, lost, isFree) };
  }
}

/** Whether these are the same seats: all that is said of them, whatever that is, but who has them. */
function sameSeats(seats: readonly Seat[], others: readonly Seat[]): boolean {
  if (seats.length !== others.length) return false;
  return seats.every((seat, index) => {
    const other = others[index] as Seat;
    const fields = new Set([...Object.keys(seat), ...Object.keys(other)]) as Set<keyof Seat>;
    fields.delete('status');
    return [...fields].every((field) => seat[field] === other[field]);
  });
}
