import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { OnSale } from '../infrastructure/on-sale.ts';
import { type Rewrite, StatementRewriter } from '../infrastructure/statement-rewriter.ts';
import { raceAtTheDoor } from './race-at-the-door.ts';

test('the index of live tokens alone keeps two joins of one user apart', async () => {
  const { live, met, broken } = await raceAtTheDoor(1, ['the lock on the door', 'the numbers of the line']);
  expect(met).toBeGreaterThanOrEqual(2);
  expect(live).toEqual(['ACTIVE']);
  expect(broken).toEqual([]);
});

test('the numbers of the line keep them apart as well', async () => {
  const { live, broken } = await raceAtTheDoor(1, ['the lock on the door', 'the index of live tokens']);
  expect(live).toEqual(['ACTIVE']);
  expect(broken).toEqual([]);
});

test('with neither of them the same race gives a user two tokens, and the check finds it', async () => {
  const { live, met, broken } = await raceAtTheDoor(1, [
    'the lock on the door',
    'the index of live tokens',
    'the numbers of the line',
  ]);
  expect(met).toBe(2);
  expect(live).toEqual(['ACTIVE', 'ACTIVE']);
  expect(broken).toContainEqual(expect.stringMatching(/^I7 /));
});

/** Whoever joins is looked up, and the token that they have is not found. */
const BLIND_DOOR: Rewrite = [
  "user_id = users.id and status in ('WAITING', 'ACTIVE')",
  'user_id = users.id and false',
];

test('a door that does not see who has a token already still gives nobody a second one', async () => {
  const { again, live, broken } = await joinTwiceAtABlindDoor();
  expect(again.status).toBe(500);
  expect(live).toBe(1);
  expect(broken).toEqual([]);
});

test('without the index it does, and the client’s record finds two tokens', async () => {
  const { first, again, live } = await joinTwiceAtABlindDoor(async (onSale) => {
    await onSale.sql(sql`drop index queue_token_live`);
  });
  expect([first.status, again.status]).toEqual([201, 201]);
  expect([first.body.number, again.body.number]).toEqual([1, 2]);
  expect(live).toBe(2);
});

async function joinTwiceAtABlindDoor(takeGuardAway: (onSale: OnSale) => Promise<void> = async () => {}) {
  const onSale = await OnSale.start({ workers: 0, schedulers: 0 });
  const database = await StatementRewriter.start(onSale.databaseUrl, [BLIND_DOOR]);
  try {
    Object.assign(onSale.environment, { databaseUrl: database.url });
    await onSale.addWorkers();
    await takeGuardAway(onSale);
    const concertId = await onSale.concert();
    const fan = await onSale.fan();
    const first = await fan.join(concertId);
    const again = await fan.join(concertId);
    expect(database.changed).toBeGreaterThan(0);
    const live = await onSale.sql(sql`select 1 from queue_token where status in ('WAITING', 'ACTIVE')`);
    return { first, again, live: live.length, broken: await onSale.invariants() };
  } finally {
    await onSale.close();
    await database.close();
  }
}
