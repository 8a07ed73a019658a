import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Answer, call } from '../infrastructure/call.ts';
import { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { TcpProxy } from '../infrastructure/tcp-proxy.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/*
 * The connection to PostgreSQL breaks around the commit by which a request is accepted, so that the API cannot know
 * whether it arrived. What it tells the client must be true all the same: 202 says that the request will end,
 * SERVER_BUSY that nothing was accepted, and a connection without an answer says nothing.
 */

/** What PostgreSQL says when a request is written down; the commit has happened by then. */
const WRITTEN = 'INSERT 0 1\0';

const onSale = useOnSale();
let database: TcpProxy;
/** Where the API listens that has the proxy between it and its database. */
let url: string;
beforeAll(async () => {
  database = await TcpProxy.start(onSale.databaseUrl);
  Object.assign(onSale.environment, { databaseUrl: database.url });
  url = `http://127.0.0.1:${(await onSale.addApi()).port}`;
});
afterEach(async () => {
  await database.restore();
  await until(async () => (await call(url, 'GET', '/readyz')).status === 200);
});
afterAll(async () => {
  await database.close();
});

/** A fan who is inside, and who asks the API whose connections break. */
async function insider(): Promise<{ concertId: string; fan: Fan }> {
  const concertId = await onSale.concert();
  const { userId, token } = await inside(onSale, concertId);
  const fan = new Fan(() => url, userId);
  fan.token = token;
  return { concertId, fan };
}

/** The answer, or null when the connection ended without one. */
const answerOf = (asked: Promise<Answer>): Promise<Answer | null> => asked.catch(() => null);

const requestsIn = (lane: string) =>
  onSale.sql(sql<{ id: string; status: string }>`select id, status from request where lane = ${lane}`);

/** Waits until the lane has nothing left to decide, and nobody is still writing anything into it. */
const untilQuiet = (lane: string) =>
  until(async () => {
    const [row] = await onSale.sql(sql<{ quiet: boolean }>`
      select not exists (select 1 from request where lane = ${lane} and status = 'queued')
        and not exists (
          select 1 from pg_stat_activity where datname = current_database()
            and application_name = 'frontrow-api' and state <> 'idle') as quiet`);
    return row?.quiet;
  });

/** What the client was told of its only request in this lane agrees with what became of it. */
async function expectTrue(answer: Answer | null, lane: string): Promise<void> {
  await untilQuiet(lane);
  const requests = await requestsIn(lane);
  if (answer === null) return;
  if (answer.status === 202) {
    expect(requests).toEqual([{ id: answer.body.requestId, status: 'succeeded' }]);
    return;
  }
  expectRefused(answer, 'SERVER_BUSY');
  expect(requests).toEqual([]);
}

/** The same call with the same key, until it is accepted. */
const persist = (ask: () => Promise<Answer>): Promise<Answer> =>
  until(async () => {
    const answer = await answerOf(ask());
    return answer !== null && answer.status < 500 ? answer : null;
  });

interface Break {
  when: string;
  /** Resolves when the connection is broken. */
  begin(lane: string): Promise<{ broken: Promise<unknown>; mend(): Promise<unknown> }>;
  /** How long it stays as it is. */
  lastsMs: number;
}

const nothingToMend = async () => {};

const BREAKS: Break[] = [
  {
    when: 'before the database hears of it',
    begin: async (lane) => ({ broken: database.loseQuestion(lane), mend: nothingToMend }),
    lastsMs: 0,
  },
  {
    when: 'after the commit',
    begin: async () => ({ broken: database.loseAnswer(WRITTEN), mend: nothingToMend }),
    lastsMs: 0,
  },
  {
    when: 'after the commit, and the database stays away',
    begin: async () => ({
      broken: database.loseAnswer(WRITTEN).then(() => database.cut()),
      mend: () => database.restore(),
    }),
    lastsMs: 2_500,
  },
  {
    when: 'while the statement waits its turn, which comes when nobody listens any more',
    begin: async (lane) => {
      const others = await Session.holding(onSale, sql`select 1 from lane where name = ${lane} for update`);
      const broken = untilBlocked(onSale, 'api').then(async () => {
        await database.cut();
        await database.restore();
      });
      return { broken, mend: () => others.end() };
    },
    // Long enough for all that is done about it at once, and within the second and a half of a statement.
    lastsMs: 500,
  },
];

/** Breaks the connection under the one request that this asks for, and mends it; answers what the client heard. */
async function asBroken(
  { begin, lastsMs }: Break,
  lane: string,
  ask: () => Promise<Answer>,
): Promise<Answer | null> {
  const { broken, mend } = await begin(lane);
  const answer = answerOf(ask());
  await broken;
  await pause(lastsMs);
  await mend();
  return answer;
}

describe.each(BREAKS)('when the connection breaks $when', (how) => {
  test('what the client is told is true', async () => {
    const { concertId, fan } = await insider();
    const lane = `booking.${concertId}`;
    const answer = await asBroken(how, lane, () => fan.reserve(concertId, DATE, 1, { prefer: '' }));
    await expectTrue(answer, lane);
  });

  test('the same key, asked again until it is accepted, is one request', async () => {
    const { concertId, fan } = await insider();
    const lane = `booking.${concertId}`;
    const ask = () => fan.reserve(concertId, DATE, 1, { prefer: '', 'idempotency-key': 'my seat' });
    await asBroken(how, lane, ask);
    const { body } = await persist(ask);
    await untilQuiet(lane);
    expect(await requestsIn(lane)).toEqual([{ id: body.requestId, status: 'succeeded' }]);
  });
});
