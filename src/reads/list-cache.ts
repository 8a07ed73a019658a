import { LIST_CACHE_MS } from '../../config/limits.ts';

/** Of any stretch of time, at most one in so many parts is spent on reading a list anew. */
const REST_FOR_READING = 10;

interface List {
  value: Promise<unknown>;
  until: number;
  changed: boolean;
  /** When it has rested enough to be read again before its time, should it have changed. */
  restedAt: number;
}

/**
 * Remembers lists for `LIST_CACHE_MS`, or until a lane says that they changed. Those who ask while a list is
 * being read share the read, so a crowd costs the database as much as one reader. A list that takes long to read
 * is read again the less often, whatever the lanes say, but never is it older than `LIST_CACHE_MS`.
 */
export class ListCache {
  readonly #lists = new Map<string, List>();

  get<Value>(key: string, read: () => Promise<Value>): Promise<Value> {
    const now = performance.now();
    const known = this.#lists.get(key);
    const holds = known !== undefined && now < known.until && !(known.changed && now >= known.restedAt);
    if (holds) return known.value as Promise<Value>;
    this.#lists.delete(key);
    this.#forgetOld(now);
    const value = read();
    const list: List = {
      value,
      until: now + LIST_CACHE_MS,
      changed: false,
      restedAt: Number.POSITIVE_INFINITY,
    };
    this.#lists.set(key, list);
    value.then(
      () => {
        list.restedAt = now + (performance.now() - now) * REST_FOR_READING;
      },
      () => {
        if (this.#lists.get(key) === list) this.#lists.delete(key);
      },
    );
    return value;
  }

  /** Something in it has changed. */
  change(key: string): void {
    const list = this.#lists.get(key);
    if (list !== undefined) list.changed = true;
  }

  /** It is read anew by the next who asks, however long that takes. */
  forget(key: string): void {
    this.#lists.delete(key);
  }

  /** The oldest stand first. */
  #forgetOld(now: number): void {
    for (const [key, { until }] of this.#lists) {
      if (now < until) return;
      this.#lists.delete(key);
    }
  }
}

export const concertKey = (concertId: string) => `concert ${concertId}`;
export const datesKey = (concertId: string) => `dates ${concertId}`;
