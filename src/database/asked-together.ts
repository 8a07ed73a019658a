/**
 * Reads by key. What is asked for in the same instant, or while a read is under way, is read together: a crowd that
 * comes at once costs a few queries and not one each, and never more than one connection.
 */
export class AskedTogether<Answer> {
  readonly #read: (keys: string[]) => Promise<Map<string, Answer>>;
  readonly #absent: Answer;
  #asked = new Map<string, PromiseWithResolvers<Answer>>();
  #busy = false;

  /** `absent` is the answer for keys of which the read knows nothing. */
  constructor(read: (keys: string[]) => Promise<Map<string, Answer>>, absent: Answer) {
    this.#read = read;
    this.#absent = absent;
  }

  /** Read after this was called, never before. */
  of(key: string): Promise<Answer> {
    const asking = this.#asked.get(key);
    if (asking !== undefined) return asking.promise;
    const answer = Promise.withResolvers<Answer>();
    this.#asked.set(key, answer);
    if (!this.#busy) {
      this.#busy = true;
      setImmediate(() => this.#readAll());
    }
    return answer.promise;
  }

  async #readAll(): Promise<void> {
    while (this.#asked.size > 0) {
      const asked = this.#asked;
      this.#asked = new Map();
      try {
        const found = await this.#read([...asked.keys()]);
        for (const [key, answer] of asked) answer.resolve(found.get(key) ?? this.#absent);
      } catch (error) {
        // Whoever came while the store gave no answer would wait as long again: they are told as well.
        const late = this.#asked;
        this.#asked = new Map();
        for (const answer of [...asked.values(), ...late.values()]) answer.reject(error);
      }
    }
    this.#busy = false;
  }
}
