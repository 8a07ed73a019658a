import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FAULTS } from './faults.ts';
import { diceOf, longForm, roundOfFaults, type Size, shortForm, visitOf } from './plan.ts';
import { ClientRecord } from './record.ts';
import { runFaults } from './run.ts';

const root = join(import.meta.dirname, '..', '..', '..');

test('whatever dies in the middle of a sale, nothing is lost and nothing is done twice', async () => {
  const seed = randomBytes(4).toString('hex');
  const said = [`seed ${seed}, again: npm run test:faults -- --seed ${seed}`];
  const found = await runFaults({ seed, size: shortForm, say: (line) => said.push(line) });
  process.stdout.write(`${said.join('\n')}\n`);
  expect({ seed, found }).toEqual({ seed, found: [] });
}, 300_000);

describe('what a client was told at the door and of the request under the same key', () => {
  const told = (outcome: { succeeded: boolean; told: unknown }) => {
    const record = new ClientRecord('fan');
    record.asks('key', '/v1/wallet');
    record.turnedAway('key', 'INVALID_TOKEN');
    record.accepted('key', 'request');
    record.ended('request', { kind: 'reserve', ...outcome }, 'was told');
    return record.contradictions;
  };

  test('agrees when both say the same', () => {
    expect(told({ succeeded: false, told: 'INVALID_TOKEN' })).toEqual([]);
  });

  test.each([
    { succeeded: false, told: 'HOLD_EXPIRED' },
    { succeeded: true, told: {} },
  ])('contradicts when the request came to $told', (outcome) => {
    expect(told(outcome)).toEqual([expect.stringContaining('was turned away with INVALID_TOKEN')]);
  });
});

describe('a plan', () => {
  const planOf = (seed: string) => {
    const dice = diceOf(seed);
    return {
      faults: roundOfFaults(dice.round(1), shortForm),
      visits: [0, 1, 2].map((fan) => visitOf(dice.visit(fan, 7))),
    };
  };

  test('is the same for the same seed, and another for another', () => {
    expect(planOf('one')).toEqual(planOf('one'));
    expect(planOf('other')).not.toEqual(planOf('one'));
  });

  const namesIn = (seed: string, size: Size) =>
    roundOfFaults(diceOf(seed).round(1), size).map(({ name }) => name);

  test('has every fault in each round of the long form, as often as its weight says', () => {
    const all = Object.entries(FAULTS).flatMap(([name, { long }]) =>
      Array.from({ length: long }, () => name),
    );
    const planned = namesIn('one', longForm(30));
    expect(planned.sort()).toEqual(all.sort());
    expect(new Set(planned).size).toBe(Object.keys(FAULTS).length);
  });

  test('has half of the faults in the short form, and in time each of them', () => {
    const rounds = Array.from({ length: 40 }, (_, seed) => namesIn(`${seed}`, shortForm));
    for (const round of rounds) expect(new Set(round).size).toBe(7);
    const short = Object.entries(FAULTS).flatMap(([name, fault]) => (fault.short > 0 ? [name] : []));
    expect([...new Set(rounds.flat())].sort()).toEqual(short.sort());
  });
});

describe('the command', () => {
  const asked = (...options: string[]) =>
    new Promise<{ code: number; text: string }>((resolve) => {
      execFile(
        process.execPath,
        ['test/faults/run/main.ts', ...options],
        { cwd: root },
        (error, output, errors) => resolve({ code: Number(error?.code ?? 0), text: output + errors }),
      );
    });

  test('says what it can be asked', async () => {
    const { code, text } = await asked('--help');
    expect(code).toBe(0);
    expect(text).toContain('npm run test:faults -- [--minutes N] [--seed S]');
  });

  test.each([
    [['--minutes', '0'], '--minutes must be a number above 0.'],
    [['--hours', '1'], "Unknown option '--hours'"],
  ])('asked for %j it breaks nothing and says why', async (options, sentence) => {
    const { code, text } = await asked(...options);
    expect(code).toBe(1);
    expect(text).toContain(sentence);
    expect(text).toContain('npm run test:faults -- [--minutes N] [--seed S]');
  });
});
