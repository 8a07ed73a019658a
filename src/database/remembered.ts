/**
 * Remembers by key for so many milliseconds of this process's clock: what was read once need not be read by everybody.
 * Whatever has been remembered for too long is dropped as others come, the oldest first.
 */
export class Remembered<Value> {
  readonly #forMs: number;
  readonly #known = new Map<string, { value: Value; until: number }>();

  constructor(forMs: number) {
    this.#forMs = forMs;
  }

  get(key: string): Value | undefined {
    const known = this.#known.get(key);
    return known !== undefined && performance.now() < known.until ? known.value : undefined;
  }

  set(key: string, value: Value): void {
    const now = performance.now();
    for (const [old, { until }] of this.#known) {
      if (now < until) break;
      this.#known.delete(old);
    }
    // At the end of the map, where the youngest stand.
    this.#known.delete(key);
    this.#known.set(key, { value, until: now + this.#forMs });
  }

  /** It is read anew by the next who asks. */
  forget(key: string): void {
    this.#known.delete(key);
  }

  /** What is remembered, or what is read now: whoever asks meanwhile shares the read, and one that fails is forgotten. */
  async orRead<Read>(this: Remembered<Promise<Read>>, key: string, read: () => Promise<Read>): Promise<Read> {
    const known = this.get(key);
    if (known !== undefined) return known;
    const value = read();
    this.set(key, value);
    value.catch(() => {
      if (this.get(key) === value) this.forget(key);
    });
    return value;
  }
}
