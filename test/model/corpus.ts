import type { Step } from './step.ts';

/**
 * Stories that came out wrong once. Each is told first in every run, so that what was mended stays mended.
 *
 * How one gets here: a run that fails prints its shortest story, with seed and path. Put the story in, and what was
 * wrong; seed and path are for the record, because a seed means another story once `any-step.ts` has changed.
 */
export interface Remembered {
  wrong: string;
  /** Whose fault it was: the engine's as it stood, or that of a change made to see whether a story finds it. */
  fault: 'of the engine' | 'made on purpose';
  /** Where it was found; missing where somebody thought of the story. */
  found?: { seed: number; path: string };
  steps: readonly Step[];
}

export const CORPUS: readonly Remembered[] = [
  {
    wrong: 'who waited again was refused instead of told the outcome of an earlier key',
    fault: 'of the engine',
    steps: [
      { step: 'ask', concert: 0, writes: [{ do: 'reserve', fan: 0, seats: [1] }] },
      { step: 'ask', concert: 0, writes: [{ do: 'leave', fan: 0 }] },
      { step: 'ask', concert: 0, writes: [{ do: 'join', fan: 0 }] },
      { step: 'repeat', of: 2, request: 'same', token: 'of now' },
    ],
  },
  {
    wrong: 'the seat limit was one too high',
    fault: 'made on purpose',
    found: { seed: 1, path: '0:1:1:1:9:9:9' },
    steps: [{ step: 'ask', concert: 1, writes: [{ do: 'reserve', fan: 0, seats: [2, 1, 4, 3] }] }],
  },
  {
    wrong: 'a repeat at the same instant was decided a second time',
    fault: 'made on purpose',
    found: { seed: 1, path: '0:1:0:2:1:1:1:0:0:0:0' },
    steps: [{ step: 'ask', concert: 0, writes: [{ do: 'reserve', fan: 0, seats: [1], twice: true }] }],
  },
  {
    wrong: 'a seat released in a batch was not free for the next of the same batch',
    fault: 'made on purpose',
    found: { seed: 1, path: '0:2:1:1:1:1:3:2:3:3:2:5' },
    steps: [
      {
        step: 'ask',
        concert: 0,
        writes: [
          { do: 'reserve', fan: 0, seats: [1] },
          { do: 'pay', fan: 0, of: [0, 1] },
        ],
      },
      {
        step: 'ask',
        concert: 0,
        writes: [
          { do: 'reserve', fan: 0, seats: [1] },
          { do: 'reserve', fan: 0, seats: [2, 3] },
          { do: 'release', fan: 0, of: 2 },
          { do: 'release', fan: 0, of: 0 },
        ],
      },
    ],
  },
  {
    wrong: 'a visit ended before the hold that was made in it',
    fault: 'made on purpose',
    found: { seed: 1, path: '0:1:0:0:0' },
    steps: [{ step: 'ask', concert: 0, writes: [{ do: 'reserve', fan: 0, seats: [1] }] }],
  },
  {
    wrong: 'ranks were those of a copy that Redis had lost the beginning of',
    fault: 'made on purpose',
    found: { seed: 1, path: '4:1:2:2:2' },
    steps: [
      {
        step: 'ask',
        concert: 0,
        writes: [
          { do: 'join', fan: 0 },
          { do: 'leave', fan: 0 },
          { do: 'join', fan: 1 },
        ],
        mishap: { what: 'Redis is emptied', afterMs: 1 },
      },
    ],
  },
];
