import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { pathOf } from '../../client/calls.ts';
import { WAIT_SECONDS } from '../crowd/callers.ts';
import { closedLoop, type LoopResult, type Step } from '../crowd/closed-loop.ts';
import { Ear } from '../crowd/ear.ts';
import { HttpClient } from '../crowd/http-client.ts';
import { StaleProbe } from '../crowd/stale-probe.ts';
import { steadyFlow } from '../crowd/steady-flow.ts';
import { costsOf } from '../figures/costs.ts';
import { latenciesOf, median } from '../figures/latencies.ts';
import { medianOf, perThing, type Sample, sampleOf } from '../figures/sample.ts';
import { atLeast, atMost, type Row, type Scenario } from '../scenario.ts';
import { type BenchFan, concertWith, DATE, giveTokens, usersOf } from '../stage/scene.ts';
import { Stage } from '../stage/stage.ts';

const CLIENTS = 64;
const SECONDS = 5;
const SMALL_HALL = 50;
const LARGE_HALL = 50_000;
/** Reservations a second, held and released in turn, so that lists change all the while. */
const CHANGES_PER_SECOND = 40;
/** So many people in the large hall follow the changes by socket, and so many maps a second are read beside. */
const LISTENERS = 100;
const MAPS_PER_SECOND = 20;
const CHANGING_CLIENTS = 16;
const PROBED_SEATS = 20;

const WANTED_READS_PER_SECOND = 5_000;
const WANTED_BEHIND_MS = 250;

/** A hall whose seats go and come, and those who look. */
interface Hall {
  stage: Stage;
  concertId: string;
  seats: number;
  fans: readonly BenchFan[];
}

interface Measured {
  sample: Sample;
  figures: Record<string, number>;
}

/** How many read dates and seats from one API process, and how old what they read is. */
export const reads: Scenario = {
  name: 'reads',
  title: 'Clients read dates and seats from one API process while seats change hands.',
  async run({ rounds, say }) {
    const stage = await Stage.open({ apis: 1, workers: 1, schedulers: 1 });
    try {
      const small = await hallOf(stage, SMALL_HALL);
      const large = await hallOf(stage, LARGE_HALL);
      const parts: [string, Hall, (hall: Hall) => Promise<Measured>][] = [
        ['dates and seats', small, readLists],
        ['the same map again, by its tag', large, readUnchanged],
        ['maps, and changes by socket', large, followChanges],
      ];
      const samples = parts.map((): Measured[] => []);
      for (let round = 0; round <= rounds; round += 1) {
        for (const [index, [what, hall, measure]] of parts.entries()) {
          const measured = await measure(hall);
          say(`${what}, ${hall.seats} seats: ${Math.round(measured.sample.perSecond)}/s`);
          // The first round warms up.
          if (round > 0) samples[index]?.push(measured);
        }
      }
      await stage.provesLaws();
      return findingsOf(parts, samples);
    } finally {
      await stage.close();
    }
  },
};

function findingsOf(parts: [string, Hall, unknown][], samples: Measured[][]) {
  const rows = parts.flatMap(([reading, { seats }], index): Row[] => {
    const all = samples[index] ?? [];
    const names = Object.keys(all[0]?.figures ?? {});
    const of = (name: string) => all.map(({ figures }) => figures[name] ?? Number.NaN);
    // Of what must never be exceeded the worst of all rounds counts.
    const figures = names.map((name) => [
      name,
      name.includes('at most') ? Math.max(...of(name)) : median(of(name)),
    ]);
    const row = { contender: 'frontrow', parameters: { reading, seats } };
    const sampled: Row = { ...row, sample: medianOf(all.map(({ sample }) => sample)) };
    return names.length === 0 ? [sampled] : [sampled, { ...row, figures: Object.fromEntries(figures) }];
  });
  const behind = rows.flatMap(({ parameters, figures = {} }) =>
    Object.entries(figures)
      .filter(([name]) => name.includes('behind at most'))
      .map(([name, value]) => atMost(`${parameters.seats} seats: ${name}`, value, WANTED_BEHIND_MS)),
  );
  const perSecond = rows[0]?.sample?.perSecond ?? Number.NaN;
  const unheard = rows
    .map(({ figures }) => figures?.['changes unheard'])
    .find((value) => value !== undefined);
  const judgements = [
    atLeast(`${SMALL_HALL} seats: reads a second from one API process`, perSecond, WANTED_READS_PER_SECOND),
    ...behind,
    atMost(`${LARGE_HALL} seats: changes that a socket did not hear`, unheard ?? Number.NaN, 0),
  ];
  return { rows, judgements };
}

async function hallOf(stage: Stage, seats: number): Promise<Hall> {
  const fans = await usersOf(stage.orm, CLIENTS + LISTENERS);
  const [concertId = ''] = await concertWith(stage.orm, {
    seats,
    capacity: fans.length,
    seatsPerUser: 1_000,
  });
  await giveTokens({ orm: stage.orm, signer: stage.signer }, concertId, fans, 'ACTIVE');
  // Tables that were filled this quickly have not been looked at yet by whoever keeps the planner's figures.
  await stage.sql(sql.raw('analyze'));
  return { stage, concertId, seats, fans };
}

const datesPath = ({ concertId }: Hall) => pathOf('/v1/concerts/{concertId}/dates', { concertId });
const seatsPath = ({ concertId }: Hall) =>
  pathOf('/v1/concerts/{concertId}/dates/{date}/seats', { concertId, date: DATE });
const as = (fan: BenchFan | undefined) => ({ credential: { token: fan?.token ?? '' } });

/** Runs something while reservations are held and released at a steady rate, and other seats change unannounced. */
async function whileSeatsChange<Value>(
  hall: Hall,
  perSecond: number,
  run: () => Promise<Value>,
): Promise<{ value: Value; changes: number; behind: Record<string, number> }> {
  const { stage, concertId, seats } = hall;
  const clients = clientsOf(stage, CHANGING_CLIENTS);
  const fan = hall.fans[CLIENTS] as BenchFan;
  const probe = new StaleProbe(stage, fan);
  const numbers = Array.from({ length: PROBED_SEATS }, (_, index) => seats - index);
  await probe.start(
    fan,
    { concertId, numbers },
    {
      dates: {
        path: datesPath(hall),
        everyMs: 5,
        // A few more are held for a moment by those who reserve.
        saysTaken: (text) => Number(/"seatsAvailable":(\d+)/.exec(text)?.[1]) < seats - PROBED_SEATS / 2,
      },
      seats: {
        path: seatsPath(hall),
        // Each look at a large hall is some megabytes.
        everyMs: seats > SMALL_HALL ? 50 : 5,
        saysTaken: (text) => text.includes(`{"number":${seats},"status":"HELD"`),
      },
    },
  );
  let going = true;
  const flow = steadyFlow(
    perSecond / 2,
    () => going,
    (turn) => holdAndRelease(hall, clients, turn),
  );
  const value = await run();
  going = false;
  const { done, failed } = await flow;
  if (failed > 0) throw new Error(`${failed} reservations failed`);
  const behind = await probe.stop();
  await closeAll(clients);
  return {
    value,
    changes: 2 * done,
    behind: Object.fromEntries(
      Object.entries(behind).flatMap(([list, { most, median: usual }]) => [
        [`${list} behind at most, ms`, most],
        [`${list} behind usually, ms`, usual],
      ]),
    ),
  };
}

/** Each turn has a seat and a fan of its own until all have had theirs; the last seats are the probe's. */
const holdAndRelease =
  ({ concertId, seats, fans }: Hall, clients: readonly HttpClient[], turn: number): Step =>
  async () => {
    const fan = fans[turn % CLIENTS];
    const client = clients[turn % clients.length] as HttpClient;
    const asking = { ...as(fan), wait: WAIT_SECONDS };
    const path = pathOf('/v1/concerts/{concertId}/reservations', { concertId });
    const body = { date: DATE, seatNumber: 1 + (turn % (seats - PROBED_SEATS)) };
    const held = await client.request('POST', path, { ...asking, body });
    if (held.status !== 201) return false;
    const { reservationId } = JSON.parse(held.text);
    const released = await client.request('DELETE', `${path}/${reservationId}`, asking);
    return released.status === 200;
  };

/** Everybody reads dates and seats in turn, as fast as they are answered. */
async function readLists(hall: Hall): Promise<Measured> {
  const { stage, fans } = hall;
  const clients = clientsOf(stage, CLIENTS);
  const paths = [datesPath(hall), seatsPath(hall)];
  const turns = clients.map((_, client) => client);
  const next = (client: number): Step => {
    const turn = turns[client] ?? 0;
    turns[client] = turn + 1;
    return async () => {
      const path = paths[turn % paths.length] as string;
      const answer = await (clients[client] as HttpClient).request('GET', path, as(fans[client]));
      return answer.status === 200;
    };
  };
  const { value, behind } = await whileSeatsChange(hall, CHANGES_PER_SECOND, () =>
    sampleOf(stage, () => closedLoop(CLIENTS, next, SECONDS * 1_000)),
  );
  await closeAll(clients);
  return { sample: value, figures: behind };
}

/** Nothing changes, and everybody has the map already. */
async function readUnchanged(hall: Hall): Promise<Measured> {
  const { stage, fans } = hall;
  const clients = clientsOf(stage, CLIENTS);
  const path = seatsPath(hall);
  const first = await clients[0]?.request('GET', path, as(fans[0]));
  const etag = String(first?.headers.etag);
  const next =
    (client: number): Step =>
    async () => {
      const asking = { ...as(fans[client]), ifNoneMatch: etag };
      return (await (clients[client] as HttpClient).request('GET', path, asking)).status === 304;
    };
  const sample = await sampleOf(stage, () => closedLoop(CLIENTS, next, SECONDS * 1_000));
  await closeAll(clients);
  return { sample, figures: {} };
}

/** Some come in and read the whole map, again and again; others have it and follow the changes by socket. */
async function followChanges(hall: Hall): Promise<Measured> {
  const { stage, fans } = hall;
  // What each of them knows of the seats by what it heard. Seats change hands faster than people are told, so it is
  // the last status of each seat that counts.
  const known = fans.slice(-LISTENERS).map(() => new Map<number, string>());
  const listening = fans.slice(-LISTENERS).map(({ token }, listener) =>
    Ear.connect(stage.origin('api'), { token }, (event, payload) => {
      if (event !== 'seats') return;
      const { changes } = JSON.parse(payload) as { changes: { number: number; status: string }[] };
      for (const { number, status } of changes) known[listener]?.set(number, status);
    }),
  );
  const ears = await Promise.all(listening);
  await pause(500);
  const clients = clientsOf(stage, CLIENTS);
  const read =
    (turn: number): Step =>
    async () => {
      const client = clients[turn % CLIENTS] as HttpClient;
      const { status } = await client.request('GET', seatsPath(hall), as(fans[turn % CLIENTS]));
      return status === 200;
    };
  const { value, changes, behind } = await whileSeatsChange(hall, CHANGES_PER_SECOND, () =>
    costsOf(stage, (): Promise<LoopResult> => {
      const end = performance.now() + SECONDS * 1_000;
      return steadyFlow(MAPS_PER_SECOND, () => performance.now() < end, read);
    }),
  );
  await pause(500);
  for (const ear of ears) ear.close();
  await closeAll(clients);
  const { done, seconds, milliseconds } = value.value;
  return {
    sample: perThing(done, done / seconds, latenciesOf(milliseconds), value.costs),
    figures: {
      ...behind,
      'changes a second': changes / seconds,
      'changes unheard': known.reduce((sum, seats) => sum + wronglyKnown(seats, changes / 2), 0),
      'API, share of a core': (value.costs.cpuMicros.api ?? 0) / 1e6 / value.costs.seconds,
      'PostgreSQL, share of a core': (value.costs.cpuMicros.postgres ?? 0) / 1e6 / value.costs.seconds,
    },
  };
}

/** Of the seats that were held and released, the first so many, those of which a listener does not know that they are free. */
function wronglyKnown(seats: ReadonlyMap<number, string>, touched: number): number {
  let wrong = 0;
  for (let number = 1; number <= touched; number += 1) if (seats.get(number) !== 'AVAILABLE') wrong += 1;
  return wrong;
}

const clientsOf = (stage: Stage, count: number) =>
  Array.from({ length: count }, () => new HttpClient(stage.origin('api')));

const closeAll = (clients: readonly HttpClient[]) => Promise.all(clients.map((client) => client.close()));
