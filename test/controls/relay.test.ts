import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { getTasks } from 'node-cron';
import type { Fan } from '../infrastructure/fan.ts';
import { OnSale } from '../infrastructure/on-sale.ts';
import { type Rewrite, StatementRewriter } from '../infrastructure/statement-rewriter.ts';
import { until } from '../infrastructure/until.ts';

/** Nobody looks which lanes are left waiting. */
const WITHOUT_RELAY: Rewrite = [
  'select lane from busy',
  'select lane from (select * from busy where false) as busy',
];

test('a request that was written down and never queued is decided all the same', async () => {
  const { onSale, fan, requestId, close } = await acceptUnrung([]);
  try {
    const { body } = await until(async () => {
      const answer = await fan.asUser('GET', `/v1/requests/${requestId}`);
      return answer.body.status === 'queued' ? null : answer;
    });
    expect(body).toMatchObject({
      kind: 'issue-token',
      status: 'succeeded',
      result: { status: 'ACTIVE', number: 1 },
    });
    expect(await onSale.invariants()).toEqual([]);
  } finally {
    await close();
  }
});

test('without the relay it stands however often the scheduler looks, and the check finds the lane', async () => {
  const { onSale, database, fan, requestId, close } = await acceptUnrung([WITHOUT_RELAY]);
  try {
    for (let looks = 0; looks < 2; looks += 1) await schedulerLooks();
    expect(database.changed).toBeGreaterThan(0);
    // Nobody has to wait for as long as a lane may stand.
    await onSale.sql(sql`
      update request set accepted_at = accepted_at - interval '1 hour' where id = ${requestId}`);
    await schedulerLooks();

    const { body } = await fan.asUser('GET', `/v1/requests/${requestId}`);
    expect(body.status).toBe('queued');
    expect(await onSale.invariants()).toContainEqual(expect.stringMatching(/^I4 .*no lane stands/));
  } finally {
    await close();
  }
});

/** Waits until the scheduler of this process has looked once more. */
async function schedulerLooks(): Promise<void> {
  const look = [...getTasks().values()].find(({ name }) => name === 'look');
  if (look === undefined) throw new Error('no scheduler runs');
  await new Promise((resolve) => look.once('execution:finished', resolve));
}

/** A join as an API process leaves it that dies between its commit and the queue. */
async function acceptUnrung(rewrites: Rewrite[]) {
  const onSale = await OnSale.start({ schedulers: 0 });
  const database = await StatementRewriter.start(onSale.databaseUrl, rewrites);
  Object.assign(onSale.environment, { databaseUrl: database.url });
  await onSale.addScheduler();
  const concertId = await onSale.concert();
  const fan: Fan = await onSale.fan();
  const requestId = randomUUID();
  await onSale.sql(sql`
    with numbered as (
      update lane set last_sequence = last_sequence + 1 where name = ${`admission.${concertId}`}
      returning last_sequence
    )
    insert into request (id, lane, sequence, kind, user_id, payload, fingerprint, correlation_id)
    select ${requestId}, ${`admission.${concertId}`}, last_sequence, 'issue-token', ${fan.userId}, '{}', '', ''
    from numbered`);
  return {
    onSale,
    database,
    fan,
    requestId,
    async close() {
      await onSale.close();
      await database.close();
    },
  };
}
