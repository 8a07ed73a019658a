import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { pathOf } from '../../client/calls.ts';
import { direct } from '../contenders.ts';
import { Callers } from '../crowd/callers.ts';
import type { LoopResult } from '../crowd/closed-loop.ts';
import { joinAll } from '../crowd/joining-crowd.ts';
import { steadyFlow } from '../crowd/steady-flow.ts';
import { costsOf } from '../figures/costs.ts';
import { latenciesOf, median } from '../figures/latencies.ts';
import { medianOf, perThing, type Sample } from '../figures/sample.ts';
import { flatOut } from '../plays/measure.ts';
import { reserveMany } from '../plays/reserve.ts';
import { atLeast, atMost, type Scenario } from '../scenario.ts';
import { type BenchFan, concertWith, DATE, giveTokens, usersOf } from '../stage/scene.ts';
import { Stage } from '../stage/stage.ts';

const JOINING = 100_000;
const CLIENTS = 64;
const INSIDE = 200;
const BOOKINGS_PER_SECOND = 50;
const QUIET_SECONDS = 8;
const DIRECT_SECONDS = 4;

interface Measured {
  quiet: Sample;
  meanwhile: Sample;
  joins: Sample;
  directPerSecond: number;
}

/** Everybody joins one concert at once, while those who are inside go on booking. */
export const storm: Scenario = {
  name: 'storm',
  title: `${JOINING.toLocaleString('en')} join one concert at once while ${INSIDE} inside go on booking.`,
  async run({ rounds, say }) {
    const stage = await Stage.open();
    try {
      const reference = await direct(stage, 'transaction');
      await stage.enter({ apis: 1, workers: 1, schedulers: 1 });
      const load = { clients: CLIENTS, seconds: DIRECT_SECONDS };
      await flatOut(stage, reference, 'answer', reserveMany, load);
      await joinStorm(stage, JOINING / 10);
      const measured: Measured[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const { perSecond } = await flatOut(stage, reference, 'answer', reserveMany, load);
        const one = await joinStorm(stage, JOINING);
        say(
          `${Math.round(one.joins.perSecond)} joins/s, direct ${Math.round(perSecond)}/s, booking p99 ` +
            `${one.quiet.latency.p99.toFixed(1)} ms quiet, ${one.meanwhile.latency.p99.toFixed(1)} ms meanwhile`,
        );
        measured.push({ ...one, directPerSecond: perSecond });
      }
      await stage.provesLaws();
      await reference.orm.close(true);
      const row = (doing: string, of: (one: Measured) => Sample) => ({
        contender: 'frontrow',
        parameters: { doing },
        sample: medianOf(measured.map(of)),
      });
      const times = measured.map(({ joins, directPerSecond }) => joins.perSecond / directPerSecond);
      const slower = measured.map(({ quiet, meanwhile }) => meanwhile.latency.p99 / quiet.latency.p99);
      return {
        rows: [
          row('joins', ({ joins }) => joins),
          row('booking, quiet', ({ quiet }) => quiet),
          row('booking meanwhile', ({ meanwhile }) => meanwhile),
        ],
        judgements: [
          atLeast("joins a second: times direct's reservations", median(times), 3),
          atMost('booking meanwhile: times its quiet p99', median(slower), 2),
        ],
      };
    } finally {
      await stage.close();
    }
  },
};

async function joinStorm(stage: Stage, joining: number): Promise<Omit<Measured, 'directPerSecond'>> {
  const [concertId = ''] = await concertWith(stage.orm, {
    seats: 50_000,
    capacity: INSIDE,
    seatsPerUser: 1_000,
  });
  const inside = await usersOf(stage.orm, INSIDE);
  await giveTokens(stage, concertId, inside, 'ACTIVE');
  const userIds = (await usersOf(stage.orm, joining)).map(({ userId }) => userId);
  const callers = new Callers(stage.origin('api'), INSIDE, 'wait');
  let seat = 0;
  const booking = (goesOn: () => boolean) =>
    steadyFlow(BOOKINGS_PER_SECOND, goesOn, () => async () => {
      seat += 1;
      const path = pathOf('/v1/concerts/{concertId}/reservations', { concertId });
      const fan = inside[seat % INSIDE] as BenchFan;
      return (await callers.post(seat, fan, path, { date: DATE, seatNumber: seat })).ok;
    });
  try {
    const until = performance.now() + QUIET_SECONDS * 1_000;
    const quiet = await sampled(stage, () => booking(() => performance.now() < until));
    let storming = true;
    const { value, costs } = await costsOf(stage, async () => {
      const meanwhile = booking(() => storming);
      const orders = { origin: stage.origin('api'), concertId, userIds, clients: CLIENTS };
      const joined = await joinAll(orders).finally(() => {
        storming = false;
      });
      return { joined, meanwhile: await meanwhile };
    });
    if (value.joined.accepted !== joining) throw new Error(`${value.joined.accepted} of ${joining} joined`);
    await nobodyIsLost(stage, concertId, joining);
    const { joined, meanwhile } = value;
    const joins = perThing(joining, joining / joined.seconds, latenciesOf([]), costs);
    return {
      quiet,
      meanwhile: perThing(
        meanwhile.done,
        meanwhile.done / meanwhile.seconds,
        latenciesOf(meanwhile.milliseconds),
        costs,
      ),
      joins,
    };
  } finally {
    await callers.close();
  }
}

async function sampled(stage: Stage, run: () => Promise<LoopResult>): Promise<Sample> {
  const { value, costs } = await costsOf(stage, run);
  return perThing(value.done, value.done / value.seconds, latenciesOf(value.milliseconds), costs);
}

/** Everybody has a place, numbered in the order of acceptance. Throws otherwise. */
async function nobodyIsLost(stage: Stage, concertId: string, joining: number): Promise<void> {
  const standing = sql<{ standing: number }>`
    select count(*)::int as standing from queue_token where concert_id = ${concertId}`;
  while (((await stage.sql(standing))[0]?.standing ?? 0) < joining + INSIDE) await pause(200);
  const [order] = await stage.sql(sql<{ joins: number; wrong: number }>`
    select count(*)::int as joins, (count(*) filter (where number <> ${INSIDE} + place))::int as wrong
    from (
      select (outcome -> 'result' ->> 'number')::int as number, row_number() over (order by sequence) as place
      from request where lane = ${`admission.${concertId}`} and kind = 'issue-token'
    ) as joined`);
  if (order?.joins !== joining || order.wrong > 0)
    throw new Error(`the line is wrong: ${JSON.stringify(order)}`);
}
