import { type ConcertView, readConcert } from '../concert/read-concerts.ts';
import type { Orm } from '../database/connect.ts';
import { isUuid } from '../identity/identifiers.ts';
import type { Announcement } from '../lane/announcement.ts';
import { Refusal } from '../lane/refusal.ts';
import type { OnSaleEvent } from '../on-sale.ts';
import { type DateView, readDates, readSeats, type SeatView } from '../reservation/read-seats.ts';
import { concertKey, datesKey, ListCache, seatsKey } from './list-cache.ts';

/** What everybody reads of a concert, at most `LIST_CACHE_MS` behind the database. */
export class ConcertReads {
  readonly #orm: Orm;
  readonly #cache = new ListCache();

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  /** Throws `CONCERT_NOT_FOUND`. */
  async concert(concertId: string | undefined): Promise<ConcertView> {
    if (!isUuid(concertId)) throw new Refusal('CONCERT_NOT_FOUND');
    const concert = await this.#cache.get(concertKey(concertId), () =>
      readConcert(this.#orm.em.fork(), concertId),
    );
    if (concert === null) throw new Refusal('CONCERT_NOT_FOUND');
    return concert;
  }

  dates(concertId: string): Promise<DateView[]> {
    return this.#cache.get(datesKey(concertId), () => readDates(this.#orm.em.fork(), concertId));
  }

  /** Null when the concert has no such date. */
  seats(concertId: string, date: string): Promise<SeatView[] | null> {
    return this.#cache.get(seatsKey(concertId, date), () => readSeats(this.#orm.em.fork(), concertId, date));
  }

  /** What a lane has changed is read anew by the next who asks. */
  hear(announcement: Announcement<OnSaleEvent>): void {
    for (const event of announcement.events) {
      if (event.type === 'seats') {
        this.#cache.forget(datesKey(event.concertId), seatsKey(event.concertId, event.date));
      } else if (event.type !== 'hold-expired') this.#cache.forget(concertKey(event.concertId));
    }
  }

  /** What an operator has changed is seen at once, in this process; in others within `LIST_CACHE_MS`. */
  changed(concertId: string): void {
    this.#cache.forget(concertKey(concertId));
  }
}
