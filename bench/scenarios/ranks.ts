import { readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { sql } from 'kysely';
import { pathOf } from '../../client/calls.ts';
import type { Asking, Method } from '../../client/http.ts';
import { HttpClient } from '../crowd/http-client.ts';
import { RankCrowd, type ToldRank } from '../crowd/rank-crowd.ts';
import { type Costs, costsOf } from '../figures/costs.ts';
import { latenciesOf, median, percentile } from '../figures/latencies.ts';
import { atLeast, atMost, type Scenario } from '../scenario.ts';
import { type BenchFan, concertWith, giveTokens, usersOf } from '../stage/scene.ts';
import { ADMIN_KEY, Stage } from '../stage/stage.ts';

const WAITING = 10_000;
const STEPS = 12;
const STEP_MS = 1_000;
/** Let in with each step, and gone from the middle of the line in the same moment. */
const ADMITTED_PER_STEP = 20;
const LEAVERS_PER_STEP = 10;
/** A fan without a socket asks for something all the while: who is told must not hold up who asks. */
const ASKING_EVERY_MS = 100;
/** After the connecting and after the last step: until whoever has not heard will not hear. */
const SETTLING_MS = 3_000;
const REHEARSING = 500;
const WARM_UP_STEPS = 4;

/** Ten thousand sockets in one line that moves every second: when each shows its new rank, and what that costs. */
export const ranks: Scenario = {
  name: 'ranks',
  title: 'Ten thousand wait with a socket each; every second some are let in and some leave from the middle.',
  async run({ rounds, say }) {
    const stage = await Stage.open({ apis: 1, workers: 1, schedulers: 1 });
    let line: MovingLine | undefined;
    try {
      line = await MovingLine.open(stage);
      say(`${WAITING} sockets connected in ${line.connecting.seconds.toFixed(1)} s`);
      await line.round(WARM_UP_STEPS);
      const all: Record<string, number>[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const figures = await line.round(STEPS);
        say(
          `p99 ${Math.round(figures['p99 ms'] ?? 0)} ms, ${figures['% of a core']?.toFixed(1)} % of a core`,
        );
        all.push(figures);
      }
      const figures = {
        ...Object.fromEntries(
          Object.keys(all[0] ?? {}).map((name) => [name, median(all.map((one) => one[name] ?? Number.NaN))]),
        ),
        'KB a socket': line.kilobytesEach(),
        'connecting µs each': (line.connecting.cpuMicros.api ?? 0) / WAITING,
        'connected per second': WAITING / line.connecting.seconds,
      } as Record<string, number>;
      const of = (name: string) => figures[name] ?? Number.NaN;
      await stage.provesLaws();
      return {
        rows: [{ contender: 'frontrow', parameters: { sockets: WAITING, steps: STEPS }, figures }],
        judgements: [
          atMost('from the step to the new rank at the client, p99 in ms', of('p99 ms'), 1_000),
          atLeast('clients that showed the exact rank of every step, in %', of('% told exactly'), 99),
          atMost('CPU of the API for all of it, in % of a core', of('% of a core'), 20),
          atMost('bytes on the wire a client a step', of('bytes a step'), 250),
          atMost('memory of the API a socket, in KB', of('KB a socket'), 30),
        ],
      };
    } finally {
      await line?.close();
      await stage.close();
    }
  },
};

/** Something that happened to the line, and where it left everybody who still waits. */
interface Step {
  at: number;
  /** The rank of each by their place in the crowd; 0 for those whom it let in. */
  ranks: Map<number, number>;
}

/** A concert with everybody in line and listening, and the operator who opens the door a little more each second. */
class MovingLine {
  readonly connecting: Costs;
  readonly #stage: Stage;
  readonly #concertId: string;
  readonly #fans: readonly BenchFan[];
  readonly #crowd: RankCrowd;
  readonly #clients: HttpClient[];
  readonly #memoryBefore: number;
  /** Who waits, first to last. */
  #line: number[];
  #capacity = 1;

  private constructor(parts: {
    stage: Stage;
    concertId: string;
    fans: readonly BenchFan[];
    crowd: RankCrowd;
    connecting: Costs;
    memoryBefore: number;
  }) {
    this.#stage = parts.stage;
    this.#concertId = parts.concertId;
    this.#fans = parts.fans;
    this.#crowd = parts.crowd;
    this.connecting = parts.connecting;
    this.#memoryBefore = parts.memoryBefore;
    this.#line = parts.fans.map((_, who) => who);
    this.#clients = Array.from({ length: LEAVERS_PER_STEP + 1 }, () => new HttpClient(parts.stage.origin()));
  }

  static async open(stage: Stage): Promise<MovingLine> {
    const [concertId = ''] = await concertWith(stage.orm, { seats: 50, capacity: 1 });
    const [opener, ...fans] = await usersOf(stage.orm, 1 + WAITING);
    if (opener === undefined) throw new Error('nobody is there');
    await giveTokens(stage, concertId, [opener, ...fans], 'WAITING');
    // The scene was set in the tables alone; the first to come in makes the lane copy the line for all who wait.
    await untilInside(stage, opener);
    await after(SETTLING_MS);
    const tokens = fans.map(({ token }) => token);
    // What a process needs to know how to do it at all is no socket's share.
    const rehearsal = await RankCrowd.connect(stage.origin(), tokens.slice(0, REHEARSING));
    await rehearsal.close();
    await after(SETTLING_MS);
    const memoryBefore = residentKilobytes(stage);
    const { value: crowd, costs } = await costsOf(stage, () => RankCrowd.connect(stage.origin(), tokens));
    await after(SETTLING_MS);
    await crowd.told();
    return new MovingLine({ stage, concertId, fans, crowd, connecting: costs, memoryBefore });
  }

  async round(steps: number): Promise<Record<string, number>> {
    const done: Step[] = [];
    const asked: number[] = [];
    const { costs } = await costsOf(this.#stage, async () => {
      const asking = setInterval(() => void this.#ask(asked), ASKING_EVERY_MS);
      const started = performance.now();
      for (let step = 0; step < steps; step += 1) {
        await after(Math.max(started + step * STEP_MS - performance.now(), 0));
        done.push(await this.#step());
      }
      await after(Math.max(started + steps * STEP_MS - performance.now(), 0));
      clearInterval(asking);
    });
    await after(SETTLING_MS);
    const { told, bytes } = await this.#crowd.told();
    const { milliseconds, exactly } = latenessOf(done, told);
    const { p50, p95, p99 } = latenciesOf(milliseconds);
    return {
      'p50 ms': p50,
      'p95 ms': p95,
      'p99 ms': p99,
      '% told exactly': exactly * 100,
      '% of a core': (costs.cpuMicros.api ?? 0) / steps / (STEP_MS * 10),
      'worker %': (costs.cpuMicros.worker ?? 0) / steps / (STEP_MS * 10),
      'postgres %': (costs.cpuMicros.postgres ?? 0) / steps / (STEP_MS * 10),
      'redis %': (costs.cpuMicros.redis ?? 0) / steps / (STEP_MS * 10),
      'bytes a step': bytes / told.length,
      'asking meanwhile p99 ms': percentile(
        asked.sort((a, b) => a - b),
        0.99,
      ),
    };
  }

  /** Resident memory that came with the sockets, each one's share. */
  kilobytesEach(): number {
    return (residentKilobytes(this.#stage) - this.#memoryBefore) / WAITING;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.#crowd.close();
  }

  /** Some leave from the middle while the operator lets some in at the front; everybody behind moves up. */
  async #step(): Promise<Step> {
    const admitted = this.#line.splice(0, ADMITTED_PER_STEP);
    const leavers = Array.from({ length: LEAVERS_PER_STEP }, () => {
      const middle = Math.floor(this.#line.length / 4 + (Math.random() * this.#line.length) / 2);
      return this.#line.splice(middle, 1)[0] as number;
    });
    this.#capacity += ADMITTED_PER_STEP;
    const at = performance.timeOrigin + performance.now();
    const concertId = this.#concertId;
    const place = pathOf('/v1/concerts/{concertId}/tokens/me', { concertId });
    const leave = (who: number, index: number) =>
      this.#call(index + 1, 'DELETE', place, { credential: { token: this.#fans[who]?.token ?? '' } });
    await Promise.all([
      ...leavers.map(leave),
      this.#call(1, 'PATCH', pathOf('/v1/admin/concerts/{concertId}', { concertId }), {
        credential: { adminKey: ADMIN_KEY },
        body: { waitingRoom: { capacity: this.#capacity } },
      }),
    ]);
    return {
      at,
      ranks: new Map([
        ...admitted.map((who) => [who, 0] as const),
        ...this.#line.map((who, place) => [who, place + 1] as const),
      ]),
    };
  }

  async #ask(took: number[]): Promise<void> {
    const started = performance.now();
    const concertId = this.#concertId;
    await this.#call(0, 'GET', pathOf('/v1/concerts/{concertId}', { concertId }));
    took.push(performance.now() - started);
  }

  async #call(client: number, method: Method, path: string, asking?: Asking): Promise<void> {
    const http = this.#clients[client] as HttpClient;
    const { status, text } = await http.request(method, path, asking);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  }
}

/** How long each took to show the exact rank of each step; never when the next step came first. */
function latenessOf(steps: readonly Step[], told: readonly ToldRank[]) {
  const heard = new Map<number, ToldRank[]>();
  for (const one of told) heard.set(one.who, [...(heard.get(one.who) ?? []), one]);
  const milliseconds: number[] = [];
  let exactly = 0;
  for (const { at, ranks } of steps) {
    for (const [who, rank] of ranks) {
      const shown = heard.get(who)?.find((one) => one.at >= at && one.rank === rank);
      if (shown !== undefined) exactly += 1;
      milliseconds.push(shown === undefined ? Number.POSITIVE_INFINITY : shown.at - at);
    }
  }
  return { milliseconds, exactly: exactly / milliseconds.length };
}

async function untilInside(stage: Stage, { tokenId }: BenchFan): Promise<void> {
  const waiting = sql<{ id: string }>`
    select id from queue_token where id = ${tokenId} and status = 'WAITING'`;
  for (let tries = 0; (await stage.sql(waiting)).length > 0; tries += 1) {
    if (tries === 100) throw new Error('nobody was let in');
    await after(100);
  }
}

function residentKilobytes(stage: Stage): number {
  const api = stage.processes.find(({ name }) => name === 'api');
  const status = readFileSync(`/proc/${api?.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
}
