import { expect, test } from '@jest/globals';
import type { Outcome } from '../../src/lane/kind.ts';
import type { Decides } from './decided.ts';

/** A ground to decide on, and what was done to it. */
interface Stand<Ground> {
  decide<Payload>(kind: Decides<Ground, Payload>, payload: Payload): Outcome;
  left(): unknown;
}

interface RefusalTable<Ground, Payload, Code extends string, Scene> {
  kind: Decides<Ground, Payload> & { refusals: readonly Code[] };
  stand(scene: Scene): Stand<Ground>;
  /** What succeeds where nothing stands in the way. */
  wish: Payload;
  /** Why it is refused: what is found, and what else is wished. */
  cases: [code: NoInfer<Code>, why: string, found: Scene, wished?: Partial<Payload>][];
  /** Everything is wrong in the first step, and each that follows mends what the one before it was refused for. */
  mended: [found: Scene, wished?: Partial<Payload>][];
}

/** Each refusal of a kind with its reasons, and which of them it is where several would fit. */
export function refusalTable<Ground, Payload, Code extends string, Scene>({
  kind,
  stand,
  wish,
  cases,
  mended,
}: RefusalTable<Ground, Payload, Code, Scene>): void {
  test('each refusal that it names has a case', () => {
    expect(new Set(cases.map(([code]) => code))).toEqual(new Set(kind.refusals));
  });

  test.each(cases)('%s, and nothing is changed: %s', (...[code, , found, wished]) => {
    const stood = stand(found);
    const before = structuredClone(stood.left());
    expect(stood.decide(kind, { ...wish, ...wished })).toMatchObject({ refused: code });
    expect(stood.left()).toEqual(before);
  });

  test('where several refusals would fit it is the first of those that it names', () => {
    const outcomes = mended.map((_step, at) => {
      const steps = mended.slice(0, at + 1);
      const found: Scene = Object.assign({}, ...steps.map(([one]) => one));
      const wished: Payload = Object.assign({}, wish, ...steps.map(([, one]) => one));
      return stand(found).decide(kind, wished);
    });
    expect(outcomes).toMatchObject([
      ...kind.refusals.map((refused) => ({ refused })),
      { result: expect.anything() },
    ]);
  });
}
