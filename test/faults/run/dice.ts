import { createHash } from 'node:crypto';

/** Chance that can be had again: the same seed always throws the same. */
export class Dice {
  readonly #seed: string;
  #thrown = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** Dice of its own for one purpose: whatever others throw, they show the same. */
  for(purpose: string): Dice {
    return new Dice(`${this.#seed}/${purpose}`);
  }

  /** From 0 up to, and never, 1. */
  fraction(): number {
    this.#thrown += 1;
    const digest = createHash('sha256').update(`${this.#seed}#${this.#thrown}`).digest();
    return digest.readUInt32BE() / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  chance(share: number): boolean {
    return this.fraction() < share;
  }

  pick<Value>(list: readonly Value[]): Value {
    if (list.length === 0) throw new Error('there is nothing to pick from');
    return list[this.between(0, list.length - 1)] as Value;
  }

  shuffled<Value>(list: readonly Value[]): Value[] {
    const left = [...list];
    return list.map(() => left.splice(this.between(0, left.length - 1), 1)[0] as Value);
  }
}
