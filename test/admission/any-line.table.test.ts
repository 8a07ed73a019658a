import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { join } from '../../src/admission/join.ts';
import { leave } from '../../src/admission/leave.ts';
import { type AdmissionScene, AdmissionStand, waiting } from '../infrastructure/admission-ground.ts';
import { tokenOf } from '../infrastructure/decided.ts';

const named = (count: number, from: number) => Array.from({ length: count }, (_, at) => `fan ${from + at}`);

/** A door with some inside and some in line, and who of them all comes by: to join, or with their token to leave. */
const anyStory = fc.record({
  inside: fc.nat(6),
  line: fc.nat(8),
  capacity: fc.nat(8),
  admitPerMinute: fc.option(fc.nat(8)),
  admittedLastMinute: fc.nat(6),
  paused: fc.boolean(),
  steps: fc.array(fc.record({ joins: fc.boolean(), who: fc.nat(18) }), { maxLength: 25 }),
});
type Story = typeof anyStory extends fc.Arbitrary<infer One> ? One : never;

/** As a batch loads it: as many of the line as may come in by all that will be decided. */
function sceneOf(story: Story): AdmissionScene {
  const insiders = named(story.inside, 1).map((userId, at) => tokenOf(userId, { number: at + 1 }));
  const line = named(story.line, story.inside + 1).map((userId, at) =>
    waiting(userId, story.inside + at + 1),
  );
  const { capacity, admitPerMinute, admittedLastMinute, paused } = story;
  const free = Math.min(capacity - story.inside, (admitPerMinute ?? Infinity) - admittedLastMinute);
  const leaving = story.steps.filter(({ joins }) => !joins).length;
  return {
    inside: insiders,
    waiting: line,
    head: Math.min(Math.max((paused ? 0 : free) + leaving, 0), line.length),
    capacity,
    admitPerMinute,
    admittedLastMinute,
    paused,
    users: named(20, 1),
  };
}

/** Tells any story, and looks at the line at its beginning and after each step. */
const always = (looks: (stand: AdmissionStand, story: Story) => void) =>
  fc.assert(
    fc.property(anyStory, (story) => {
      const stand = new AdmissionStand(sceneOf(story));
      looks(stand, story);
      for (const { joins, who } of story.steps) {
        const userId = `fan ${who + 1}`;
        const tokenId = stand.line.liveTokenOf(userId)?.id ?? 'none';
        if (joins) stand.decide(join, {}, userId);
        else stand.decide(leave, { tokenId }, userId);
        looks(stand, story);
      }
    }),
  );

const numbersOf = (stand: AdmissionStand, ...statuses: string[]) =>
  [...stand.line.tokens.values()]
    .filter(({ status }) => statuses.includes(status))
    .map(({ number }) => number);

test('there are never more inside than may be, and nobody is sent away when there are', () => {
  always((stand, { capacity, inside }) => {
    expect(stand.usersThat('ACTIVE').length).toBeLessThanOrEqual(Math.max(capacity, inside));
  });
});

test('first come, first admitted: nobody who still waits has a lower number than whoever came in', () => {
  always((stand, { inside }) => {
    const cameIn = numbersOf(stand, 'ACTIVE').filter((number) => number > inside);
    expect(Math.min(...numbersOf(stand, 'WAITING'))).toBeGreaterThan(Math.max(0, ...cameIn));
  });
});

test('nobody waits while there is a place', () => {
  always((stand) => {
    if (stand.line.places > 0) expect(stand.usersThat('WAITING')).toEqual([]);
  });
});

test('within a minute no more come in than the rate allows, and nobody while it is paused', () => {
  always((stand, { inside, admitPerMinute, admittedLastMinute, paused }) => {
    const cameIn = stand.room.admittedTotal - inside;
    if (paused) expect(cameIn).toBe(0);
    else if (admitPerMinute !== null)
      expect(cameIn).toBeLessThanOrEqual(Math.max(admitPerMinute - admittedLastMinute, 0));
  });
});

test('a user has one live token at most, and every number is given once', () => {
  always((stand) => {
    const live = [...stand.usersThat('WAITING'), ...stand.usersThat('ACTIVE')];
    expect(new Set(live).size).toBe(live.length);
    expect(new Set([...stand.line.tokens.values()].map(({ number }) => number)).size).toBe(
      stand.line.tokens.size,
    );
  });
});

test('the length of the line is that of those who wait, and a copy that follows it is right', () => {
  always((stand, { inside, line }) => {
    expect(stand.room.waiting).toBe(stand.usersThat('WAITING').length);
    const copy = new Set(named(line, 1).map((_, at) => inside + at + 1));
    for (const number of stand.line.cameIn) copy.add(number);
    for (const number of stand.line.wentOut) copy.delete(number);
    expect(copy).toEqual(new Set(numbersOf(stand, 'WAITING')));
    expect(stand.line.moved).toBe(stand.line.cameIn.length + stand.line.wentOut.length > 0);
    expect(stand.room.lineVersion).toBe(stand.line.moved ? 8 : 7);
  });
});

test('whoever was given a number came in, gave up waiting, or waits', () => {
  always((stand) => {
    const { admittedTotal, leftTotal, lastNumber, waiting } = stand.room;
    const leftFromInside = admittedTotal - stand.usersThat('ACTIVE').length;
    expect(admittedTotal + (leftTotal - leftFromInside) + waiting).toBe(lastNumber);
  });
});
