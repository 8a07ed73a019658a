import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import type { Announcement } from '../lane/announcement.ts';
import type { Language } from '../language/language.ts';
import type { SaleEvent } from '../sale/events.ts';
import { type ConcertView, readConcert } from './concert.ts';
import { type DatesAnswer, readDates } from './dates.ts';
import { concertKey, datesKey, ListCache } from './list-cache.ts';
import { type Prepared, preparedJson } from './prepared.ts';
import { Programmes } from './programme.ts';
import { SeatMap } from './seat-map.ts';
import type { SeatsAnswer } from './seats.ts';

/** A map that nobody has read for so long is dropped when the next one is opened. */
const SEAT_MAP_KEPT_MS = 30_000;

/** What everybody reads of a concert, at most `LIST_CACHE_MS` behind the database. */
export class ConcertReads {
  /** Dates and prices as they were announced. */
  readonly programmes: Programmes;
  readonly #orm: Orm;
  readonly #cache = new ListCache();
  readonly #maps = new Map<string, SeatMap>();

  constructor(orm: Orm) {
    this.#orm = orm;
    this.programmes = new Programmes(orm);
  }

  /** As fans see it: a draft is not there. Throws `CONCERT_NOT_FOUND`. */
  async concert(concertId: string): Promise<ConcertView> {
    const concert = await this.any(concertId);
    if (concert.draft) throw new Refusal('CONCERT_NOT_FOUND');
    return concert;
  }

  /** As operators see it, drafts included. Throws `CONCERT_NOT_FOUND`. */
  async any(concertId: string): Promise<ConcertView> {
    const concert = await this.#cache.get(concertKey(concertId), () =>
      readConcert(this.#orm.em.fork(), concertId),
    );
    if (concert === undefined) throw new Refusal('CONCERT_NOT_FOUND');
    return concert;
  }

  /** Null when no date can be booked. */
  dates(concertId: string): Promise<Prepared<DatesAnswer> | null> {
    return this.#cache.get(datesKey(concertId), async () => {
      const dates = await readDates(this.#orm.em.fork(), concertId);
      return dates.length === 0 ? null : preparedJson({ dates, next: null });
    });
  }

  /** Null when the concert has no such date. */
  async seats(concertId: string, date: string, language: Language): Promise<Prepared<SeatsAnswer> | null> {
    const key = `${concertId} ${date}`;
    const map = this.#maps.get(key) ?? this.#open(key, concertId, date);
    const prepared = await map.read(language);
    // Whoever asks for dates that do not exist leaves nothing behind.
    if (prepared === null) this.#maps.delete(key);
    return prepared;
  }

  /** What a lane has changed is read anew by the next who asks. */
  hear(announcement: Announcement<SaleEvent>): void {
    for (const event of announcement.events) {
      if (event.type === 'concert-changed') this.changed(event.concertId);
      else if (event.type === 'seats') {
        this.#cache.change(datesKey(event.concertId));
        this.#maps.get(`${event.concertId} ${event.date}`)?.change(event.changes.map(({ number }) => number));
      } else if ('concertId' in event) this.#cache.change(concertKey(event.concertId));
    }
  }

  /** The concert with its dates and prices. Throws `CONCERT_NOT_FOUND`. */
  async announced(concertId: string) {
    const concert = await this.concert(concertId);
    return { ...concert, dates: await this.programmes.of(concertId) };
  }

  /** Its sale has another state: whoever asks from now on reads that. */
  saleChanged(concertId: string): void {
    this.#cache.change(concertKey(concertId));
  }

  /** What an operator has changed is seen at once in this process, and in others when they hear of it. */
  changed(concertId: string): void {
    this.#cache.forget(concertKey(concertId));
    this.programmes.forget(concertId);
  }

  #open(key: string, concertId: string, date: string): SeatMap {
    const unreadSince = performance.now() - SEAT_MAP_KEPT_MS;
    for (const [known, { readAt }] of this.#maps) if (readAt < unreadSince) this.#maps.delete(known);
    const map = new SeatMap(this.#orm, concertId, date);
    this.#maps.set(key, map);
    return map;
  }
}
