import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anyStep } from './any-step.ts';
import { play } from './play.ts';
import type { RunningSale } from './running-sale.ts';
import { seesAll } from './sight.ts';
import { FANS, Stage } from './stage.ts';
import type { Step } from './step.ts';

/** Which stories to tell: the same seed tells the same ones. */
export interface Telling {
  seed: number;
  runs: number;
  /** Of a thousand groups of writes, how many something befalls. */
  mishaps: number;
  /** Where one of them is found, shortened or not, and which of its steps were played: a failure says so. */
  path?: string;
  replay?: string;
}

/** Of `Telling.mishaps`, unless asked for otherwise: now and then. */
export const MISHAPS = 10;

const STEPS_PER_STORY = 40;

/** A story that fails is not shortened for longer than this. */
const SHORTEN_MS = 120_000;

/** Tells one story. Throws when anything is answered or seen that the model did not foretell. */
export async function tell(sale: RunningSale, steps: readonly Step[]): Promise<void> {
  const stage = await begin(sale);
  for (const step of steps) await play(stage, step);
  await end(stage);
}

/** Tells stories at random until one fails. Throws it in its shortest form, and how to tell it again. */
export async function tellMany(sale: RunningSale, telling: Telling): Promise<void> {
  const { seed, runs, path, replay } = telling;
  const stories = anyStories(sale, telling);
  const found = await fc.check(stories, {
    seed,
    path,
    numRuns: path === undefined ? runs : 1,
    endOnFailure: true,
  });
  if (!found.failed) return;
  const where = found.counterexamplePath ?? undefined;
  const shortened =
    replay === undefined
      ? await fc.check(stories, { seed, path: where, numRuns: 1, skipAllAfterTimeLimit: SHORTEN_MS })
      : found;
  const again = shortened.failed && shortened.counterexample !== null;
  throw new Error(again ? report(telling, shortened) : `${report(telling, found)}\nIt did not fail again.`);
}

class Played implements fc.AsyncCommand<Stage, RunningSale> {
  readonly #step: Step;

  constructor(step: Step) {
    this.#step = step;
  }

  /** Every step can be played at any time: what cannot be done is refused, and that is foretold as well. */
  check(): boolean {
    return true;
  }

  run(stage: Stage): Promise<void> {
    return play(stage, this.#step);
  }

  toString(): string {
    return JSON.stringify(this.#step);
  }
}

type Story = Iterable<fc.AsyncCommand<Stage, RunningSale>>;

function anyStories(sale: RunningSale, { mishaps, replay }: Telling): fc.IAsyncProperty<[Story]> {
  const steps = [anyStep(mishaps).map((step) => new Played(step))];
  const stories = fc.commands<Stage, RunningSale, false>(steps, {
    maxCommands: STEPS_PER_STORY,
    size: 'max',
    replayPath: replay,
  });
  return fc.asyncProperty(stories, async (story) => {
    const stage = await begin(sale);
    await fc.asyncModelRun(() => ({ model: stage, real: sale }), story);
    await end(stage);
  });
}

/** Everybody stands in both lines. */
async function begin(sale: RunningSale): Promise<Stage> {
  const stage = await Stage.set(sale);
  for (const concert of stage.model.concerts.keys()) {
    await play(stage, { step: 'ask', concert, writes: FANS.map((fan) => ({ do: 'join', fan })) });
  }
  return stage;
}

async function end(stage: Stage): Promise<void> {
  if (!stage.settled) await seesAll(stage);
  assert.deepEqual(await stage.sale.onSale.invariants(), []);
}

function report({ seed, mishaps }: Telling, details: fc.RunDetails<[Story]>): string {
  const [, story = '', replay = ''] =
    /^(.*?)\s*\/\*replayPath="(.*)"\*\/$/s.exec(String(details.counterexample?.[0])) ?? [];
  const path = details.counterexamplePath;
  const error = details.errorInstance;
  return [
    `a story came out otherwise than the model foretold: ${error instanceof Error ? error.message : error}`,
    `The story, shortened ${details.numShrinks} times:`,
    `  [${story.replaceAll('},{"step"', '},\n   {"step"')}]`,
    'Again:',
    `  npm run test:model -- --seed ${seed} --mishaps ${mishaps} --path '${path}' --replay '${replay}'`,
  ].join('\n');
}
