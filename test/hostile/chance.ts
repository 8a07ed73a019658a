import { createHash } from 'node:crypto';

/** Choices that depend on a seed and a number alone: the same two make the same choices again, on any machine. */
export class Chance {
  readonly #name: string;
  #block = Buffer.alloc(0);
  #blocks = 0;
  #at = 0;

  constructor(seed: number, index: number) {
    this.#name = `${seed} ${index}`;
  }

  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number {
    if (this.#at >= this.#block.length) {
      this.#block = createHash('sha512').update(`${this.#name} ${this.#blocks}`).digest();
      this.#blocks += 1;
      this.#at = 0;
    }
    this.#at += 4;
    return this.#block.readUInt32BE(this.#at - 4) % end;
  }

  pick<Value>(from: readonly Value[]): Value {
    if (from.length === 0) throw new Error('there is nothing to pick from');
    return from[this.below(from.length)] as Value;
  }

  /** True once in so many times. */
  once(inTimes: number): boolean {
    return this.below(inTimes) === 0;
  }

  /** Some of them, in their order. */
  some<Value>(from: readonly Value[]): Value[] {
    return from.filter(() => this.once(2));
  }
}
