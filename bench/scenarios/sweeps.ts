import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { pathOf } from '../../client/calls.ts';
import { WAIT_SECONDS } from '../crowd/callers.ts';
import { Ear } from '../crowd/ear.ts';
import { HttpClient } from '../crowd/http-client.ts';
import { steadyFlow } from '../crowd/steady-flow.ts';
import { costsOf } from '../figures/costs.ts';
import { latenciesOf, median } from '../figures/latencies.ts';
import { medianOf, perThing, type Sample } from '../figures/sample.ts';
import { atMost, type Row, type Scenario } from '../scenario.ts';
import { endTogether, holdsOf } from '../stage/holds.ts';
import { type BenchFan, concertWith, givePlaces, giveTokens, SEAT_PRICE, usersOf } from '../stage/scene.ts';
import { Stage } from '../stage/stage.ts';

const HOLDS = 10_000;
/** So many of those who hold a seat have a socket. */
const LISTENERS = 250;
const PAYMENTS_PER_SECOND = 50;
const CLIENTS = 64;
const QUIET_SECONDS = 6;
/** Payments go on for so long after the holds ran out; so many seconds are also what is wanted. */
const SECONDS = 3;

/** The people of all rounds: each round has a concert of its own. */
interface People {
  holders: readonly BenchFan[];
  payers: readonly BenchFan[];
}

interface Measured {
  quiet: Sample;
  swept: Sample;
  figures: Record<string, number>;
}

/** Thousands of holds run out at once, and whoever pays meanwhile should hardly notice. */
export const sweeps: Scenario = {
  name: 'sweeps',
  title: `${HOLDS.toLocaleString('en')} holds of one concert run out at the same instant while others pay.`,
  async run({ rounds, say }) {
    const stage = await Stage.open({ apis: 1, workers: 1, schedulers: 1 });
    try {
      const perRound = PAYMENTS_PER_SECOND * (QUIET_SECONDS + SECONDS + 3);
      const holders = await usersOf(stage.orm, HOLDS);
      const measured: Measured[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        const payers = await usersOf(stage.orm, perRound, SEAT_PRICE);
        const one = await measure(stage, { holders, payers });
        say(
          Object.entries(one.figures)
            .map(([name, value]) => `${name} ${Math.round(value)}`)
            .join(', '),
        );
        // The first round warms up.
        if (round > 0) measured.push(one);
      }
      await stage.provesLaws();
      return findingsOf(measured);
    } finally {
      await stage.close();
    }
  },
};

function findingsOf(measured: readonly Measured[]) {
  const of = (name: string) => median(measured.map(({ figures }) => figures[name] ?? Number.NaN));
  const figures = Object.fromEntries(Object.keys(measured[0]?.figures ?? {}).map((name) => [name, of(name)]));
  const row = (payments: string, sample: Sample): Row => ({
    contender: 'frontrow',
    parameters: { payments },
    sample,
  });
  const quiet = medianOf(measured.map((one) => one.quiet));
  const swept = medianOf(measured.map((one) => one.swept));
  const times = median(measured.map((one) => one.swept.latency.p99 / one.quiet.latency.p99));
  return {
    rows: [
      row('quiet', quiet),
      row('while holds run out', swept),
      { contender: 'frontrow', parameters: { holds: HOLDS }, figures },
    ],
    judgements: [
      atMost(`${HOLDS} holds: ms until the last was released`, of('released, ms'), SECONDS * 1_000),
      atMost(`${HOLDS} holds: ms until the last socket was told`, of('told, ms'), SECONDS * 1_000),
      atMost('payments meanwhile: times the quiet p99', times, 2),
    ],
  };
}

async function measure(stage: Stage, { holders, payers }: People): Promise<Measured> {
  const [concertId = ''] = await concertWith(stage.orm, {
    seats: holders.length + payers.length,
    capacity: holders.length + payers.length,
  });
  const parts = { orm: stage.orm, signer: stage.signer };
  await givePlaces(stage.orm, concertId, holders, 'ACTIVE');
  // They are told as their holds end, so those who listen are spread over all.
  const listening = holders.filter((_, index) => index % (HOLDS / LISTENERS) === 0);
  const now = new Date();
  for (const fan of listening) fan.token = stage.signer.sign({ ...fan, concertId }, now);
  await giveTokens(parts, concertId, payers, 'ACTIVE');
  const ending = await holdsOf(stage, concertId, holders, 1);
  const paid = await holdsOf(stage, concertId, payers, holders.length + 1);
  // Tables that were filled this quickly have not been looked at yet by whoever keeps the planner's figures.
  await stage.sql(sql.raw('analyze'));

  let told = 0;
  let toldAt = 0;
  const connecting = listening.map(({ token }) =>
    Ear.connect(stage.origin('api'), { token }, (event) => {
      if (event !== 'hold-expired') return;
      told += 1;
      toldAt = Date.now();
    }),
  );
  const ears = await Promise.all(connecting);
  const clients = Array.from({ length: CLIENTS }, () => new HttpClient(stage.origin('api')));
  try {
    const pay = payments(concertId, payers, paid, clients);
    // The first payments find connections and lanes that have not been used yet.
    await flowFor(1, pay);
    const end = await endTogether(stage, ending, QUIET_SECONDS);
    const quiet = await costsOf(stage, () => flowUntil(end, pay));
    const swept = await costsOf(stage, () => flowFor(SECONDS, pay));
    const releasedAt = await lastRelease(stage, ending);
    for (let waited = 0; told < LISTENERS && waited < 10_000; waited += 50) await pause(50);
    if (told !== LISTENERS) throw new Error(`only ${told} of ${LISTENERS} were told`);
    return {
      quiet: paymentsOf(quiet),
      swept: paymentsOf(swept),
      figures: {
        'released, ms': releasedAt - end.getTime(),
        'told, ms': toldAt - end.getTime(),
        'quiet p99, ms': paymentsOf(quiet).latency.p99,
        'p99 meanwhile, ms': paymentsOf(swept).latency.p99,
      },
    };
  } finally {
    for (const ear of ears) ear.close();
    await Promise.all(clients.map((client) => client.close()));
  }
}

/** Each payer pays once, in turn. */
function payments(
  concertId: string,
  payers: readonly BenchFan[],
  reservations: readonly string[],
  clients: readonly HttpClient[],
) {
  const path = pathOf('/v1/concerts/{concertId}/payments', { concertId });
  let turn = 0;
  return () => {
    const mine = turn;
    turn += 1;
    return async () => {
      const client = clients[mine % clients.length] as HttpClient;
      const answer = await client.request('POST', path, {
        credential: { token: payers[mine]?.token ?? '' },
        wait: WAIT_SECONDS,
        body: { reservationId: reservations[mine] },
      });
      if (answer.status !== 201) throw new Error(`a payment was answered with ${answer.text}`);
      return true;
    };
  };
}

const flowUntil = (end: Date, pay: ReturnType<typeof payments>) =>
  steadyFlow(PAYMENTS_PER_SECOND, () => Date.now() < end.getTime(), pay);

const flowFor = (seconds: number, pay: ReturnType<typeof payments>) =>
  flowUntil(new Date(Date.now() + seconds * 1_000), pay);

function paymentsOf({
  value,
  costs,
}: Awaited<ReturnType<typeof costsOf<Awaited<ReturnType<typeof flowFor>>>>>) {
  const { done, seconds, milliseconds } = value;
  return perThing(done, done / seconds, latenciesOf(milliseconds), costs);
}

/** When the last of them was released, by the database's clock; it waits until all of them are. */
async function lastRelease(stage: Stage, holds: readonly string[]): Promise<number> {
  for (;;) {
    const [found] = await stage.sql(sql<{ held: number; last: number }>`
      select count(*) filter (where status = 'HELD')::int as held,
             (extract(epoch from max(ended_at)) * 1000)::float8 as last
      from reservation where id = any(${holds}::uuid[])`);
    if (found !== undefined && found.held === 0) return found.last;
    await pause(50);
  }
}
