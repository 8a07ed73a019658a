import { LIVE_RECHECK_MS, SALE_GATHER_MS } from '../../config/limits.ts';
import type { Orm } from '../database/connect.ts';
import type { Log } from '../observability/log.ts';
import { readSale, type SaleView } from '../reads/sale.ts';
import { type EventFrame, eventFrame, type Hearing, send, sendAll } from './event-frame.ts';

/** Those who are in one concert, and what they were told of its sale. */
interface Watched {
  sockets: Set<Hearing>;
  told: { text: string; frame: EventFrame } | null;
  /** While it is looked at: whether something has happened since. */
  looking: boolean;
  again: boolean;
  lookedAt: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Tells everybody who is in a concert, waiting or inside, where its sale stands: as they come, and at once when that
 * changes. What is told was read and never guessed: it is looked at when seats changed hands, when an operator changed
 * something, at the instant at which time changes it, and every few seconds, for a message may have been lost.
 */
export class SaleBroadcast {
  readonly #orm: Orm;
  readonly #log: Log;
  readonly #changed: (concertId: string) => void;
  readonly #watched = new Map<string, Watched>();
  #closed = false;

  /** `changed` is told before anybody else, so that whoever reads then finds the same. */
  constructor(parts: { orm: Orm; log: Log; changed: (concertId: string) => void }) {
    this.#orm = parts.orm;
    this.#log = parts.log;
    this.#changed = parts.changed;
  }

  close(): void {
    this.#closed = true;
    for (const { timer } of this.#watched.values()) clearTimeout(timer);
    this.#watched.clear();
  }

  enter(socket: Hearing, concertId: string): void {
    const watched = this.#watched.get(concertId);
    if (watched === undefined) {
      const first = {
        told: null,
        looking: false,
        again: false,
        lookedAt: Number.NEGATIVE_INFINITY,
        timer: undefined,
      };
      this.#watched.set(concertId, { sockets: new Set([socket]), ...first });
      this.look(concertId);
      return;
    }
    watched.sockets.add(socket);
    if (watched.told !== null) send(socket, watched.told.frame);
  }

  leave(socket: Hearing, concertId: string): void {
    const watched = this.#watched.get(concertId);
    if (watched?.sockets.delete(socket) !== true || watched.sockets.size > 0) return;
    clearTimeout(watched.timer);
    this.#watched.delete(concertId);
  }

  /** Something may have changed: the sale is looked at now, or a moment after the last look. */
  look(concertId: string): void {
    const watched = this.#watched.get(concertId);
    if (watched === undefined) return;
    if (watched.looking) watched.again = true;
    else this.#lookIn(concertId, watched, watched.lookedAt + SALE_GATHER_MS - performance.now());
  }

  #lookIn(concertId: string, watched: Watched, ms: number): void {
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => void this.#look(concertId, watched), Math.max(ms, 0));
  }

  async #look(concertId: string, watched: Watched): Promise<void> {
    watched.looking = true;
    watched.again = false;
    watched.lookedAt = performance.now();
    let next = LIVE_RECHECK_MS;
    try {
      const found = await readSale(this.#orm.em.fork(), concertId);
      if (found === null || this.#closed) return;
      next = Math.min(next, found.changesInMs ?? next);
      await this.#tell(concertId, watched, found.sale);
    } catch (error) {
      this.#log.warn({ err: error, concertId }, 'the state of a sale could not be told');
    } finally {
      watched.looking = false;
      if (!this.#closed && this.#watched.get(concertId) === watched) {
        if (watched.again) this.look(concertId);
        else this.#lookIn(concertId, watched, next);
      }
    }
  }

  async #tell(concertId: string, watched: Watched, sale: SaleView): Promise<void> {
    const text = JSON.stringify(sale);
    if (watched.told?.text === text) return;
    this.#changed(concertId);
    const frame = eventFrame('sale', { concertId, ...sale });
    watched.told = { text, frame };
    await sendAll([...watched.sockets], frame);
  }
}
