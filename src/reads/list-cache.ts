import { LIST_CACHE_MS } from '../../config/limits.ts';
import { Remembered } from '../database/remembered.ts';

/** Of any stretch of time, at most one in so many parts is spent on reading a list anew. */
const REST_FOR_READING = 10;

interface List {
  value: Promise<unknown>;
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
  readonly #lists = new Remembered<List>(LIST_CACHE_MS);

  get<Value>(key: string, read: () => Promise<Value>): Promise<Value> {
    const asked = performance.now();
    const known = this.#lists.get(key);
    if (known !== undefined && !(known.changed && asked >= known.restedAt))
      return known.value as Promise<Value>;
    const value = read();
    const list: List = { value, changed: false, restedAt: Number.POSITIVE_INFINITY };
    this.#lists.set(key, list);
    value.then(
      () => {
        list.restedAt = asked + (performance.now() - asked) * REST_FOR_READING;
      },
      () => {
        if (this.#lists.get(key) === list) this.#lists.forget(key);
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
    this.#lists.forget(key);
  }
}

export const concertKey = (concertId: string) => `concert ${concertId}`;
export const datesKey = (concertId: string) => `dates ${concertId}`;
