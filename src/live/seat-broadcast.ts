import { SEATS_PUSH_INTERVAL_MS } from '../../config/limits.ts';
import type { Log } from '../observability/log.ts';
import type { SeatStatus, SeatsChanged } from '../sale/events.ts';
import { eventFrame, type Hearing, sendAll } from './event-frame.ts';

/** What changed on one date since it was last told: of each seat only what it came to. */
interface Gathered {
  concertId: string;
  date: string;
  changes: Map<number, SeatStatus>;
}

/**
 * Tells those who may see the seats of a concert which of them changed. A change after a quiet time is told at
 * once; what follows is gathered, because a hot concert changes forty times a second and thousands look at it.
 */
export class SeatBroadcast {
  readonly #log: Log;
  readonly #lookers = new Map<string, Set<Hearing>>();
  /** The dates that were told of a moment ago. */
  readonly #gathered = new Map<string, Gathered>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(log: Log) {
    this.#log = log;
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#lookers.clear();
    this.#gathered.clear();
  }

  enter(socket: Hearing, concertId: string): void {
    const lookers = this.#lookers.get(concertId);
    if (lookers === undefined) this.#lookers.set(concertId, new Set([socket]));
    else lookers.add(socket);
  }

  leave(socket: Hearing, concertId: string): void {
    const lookers = this.#lookers.get(concertId);
    if (lookers?.delete(socket) === true && lookers.size === 0) this.#lookers.delete(concertId);
  }

  changed({ concertId, date, changes }: SeatsChanged): void {
    // Whoever comes later reads the seats as they are then.
    if (!this.#lookers.has(concertId)) return;
    const key = `${concertId} ${date}`;
    const gathered = this.#gathered.get(key);
    if (gathered !== undefined) {
      for (const { number, status } of changes) gathered.changes.set(number, status);
      return;
    }
    const begun = new Map(changes.map(({ number, status }) => [number, status]));
    this.#gathered.set(key, { concertId, date, changes: begun });
    void this.#tell(key);
  }

  /** Tells what was gathered, and again after a while, until nothing was. */
  async #tell(key: string): Promise<void> {
    const gathered = this.#gathered.get(key);
    if (gathered === undefined) return;
    const { concertId, date, changes } = gathered;
    const lookers = this.#lookers.get(concertId);
    if (changes.size === 0 || lookers === undefined) {
      this.#gathered.delete(key);
      return;
    }
    gathered.changes = new Map();
    const told = [...changes].map(([number, status]) => ({ number, status }));
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void telling.then(() => this.#tell(key));
    }, SEATS_PUSH_INTERVAL_MS);
    this.#timers.add(timer);
    const telling = sendAll(lookers, eventFrame('seats', { concertId, date, changes: told })).catch(
      (error: unknown) => this.#log.warn({ err: error, concertId }, 'seats could not be told'),
    );
  }
}
