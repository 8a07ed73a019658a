import { LIST_CACHE_MS } from '../../config/limits.ts';

/**
 * Remembers lists for `LIST_CACHE_MS`, or until a lane says that they changed. Those who ask while a list is
 * being read share the read, so a crowd costs the database as much as one reader.
 */
export class ListCache {
  readonly #lists = new Map<string, { value: Promise<unknown>; until: number }>();

  get<Value>(key: string, read: () => Promise<Value>): Promise<Value> {
    const now = performance.now();
    const known = this.#lists.get(key);
    if (known !== undefined && now < known.until) return known.value as Promise<Value>;
    this.#forgetOld(now);
    const value = read();
    const list = { value, until: now + LIST_CACHE_MS };
    this.#lists.set(key, list);
    value.catch(() => {
      if (this.#lists.get(key) === list) this.#lists.delete(key);
    });
    return value;
  }

  forget(...keys: string[]): void {
    for (const key of keys) this.#lists.delete(key);
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
export const seatsKey = (concertId: string, date: string) => `seats ${concertId} ${date}`;
