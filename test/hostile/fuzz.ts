import { sql } from 'kysely';
import type { OnSale } from '../infrastructure/on-sale.ts';
import type { Ending, RoleProcess } from '../infrastructure/role-process.ts';
import { until } from '../infrastructure/until.ts';
import { type Case, caseOf, told } from './case.ts';
import { converse, faultInSaid } from './converse.ts';
import { type Described, readDescriptions } from './described.ts';
import { bytesOf, exchange } from './exchange.ts';
import { openSale } from './sale.ts';
import { Stage } from './stage.ts';
import { faultIn } from './verdict.ts';
import { type Weight, weigh } from './weight.ts';

export interface Failure {
  index: number;
  fault: string;
  request: string;
}

export interface Run {
  failures: Failure[];
  /** How often each status was answered; sockets count as `socket`, and a connection closed without a word as 0. */
  statuses: Map<string, number>;
  /** After the first part of the cases, and after all of them. */
  weights: { before: Weight; after: Weight };
  /** What the process under fire complained about, and how it ended, if it did. */
  complaints: string[];
  ended: Ending | null;
  /** What is wrong with the tables afterwards. */
  broken: string[];
  seconds: number;
}

export interface Asked {
  seed: number;
  cases: number;
  /** Only this one. */
  only?: number;
  /** Called from time to time. */
  progress?: (done: number) => void;
}

const AT_ONCE = 24;
/** After so many the stage is put in order again. */
const PORTION = 500;
/** The part of the cases after which everything that is made once has been made. */
const WARM_PART = 0.25;
const FAILURES_TOLD = 20;

/** Sends hostile requests to an API in a process of its own, beside roles that work for it, and judges every answer. */
export async function fuzz({ seed, cases, only, progress = () => {} }: Asked): Promise<Run> {
  const begun = performance.now();
  const { onSale, api } = await openSale();
  const fire = new Fire(api);
  try {
    const stage = await Stage.set(onSale);
    const described = await readDescriptions(api.url);
    const first = only ?? 0;
    const end = only === undefined ? cases : only + 1;
    const warm = first + Math.ceil((end - first) * WARM_PART);
    const goOn = async (from: number, to: number) => {
      for (let at = from; at < to; at += PORTION) {
        if (at > first) await stage.restore();
        await fire.portion({ described, stage, seed }, at, Math.min(at + PORTION, to));
        progress(at - first);
        if (fire.isOver()) return;
      }
    };
    await goOn(first, warm);
    const before = await fire.weigh();
    await goOn(warm, end);
    const after = await fire.weigh();
    await untilQuiet(onSale);
    return {
      ...fire.seen(),
      weights: { before, after },
      broken: await onSale.invariants(),
      seconds: (performance.now() - begun) / 1_000,
    };
  } finally {
    await onSale.close();
  }
}

/** Every request that was accepted has its outcome. */
const untilQuiet = (onSale: OnSale) =>
  until(
    async () => (await onSale.sql(sql`select 1 from request where outcome is null limit 1`)).length === 0,
    { ms: 30_000, every: 100 },
  );

interface Scene {
  described: Described;
  stage: Stage;
  seed: number;
}

/** The process under fire, and what was seen of it. */
class Fire {
  readonly #api: RoleProcess;
  readonly #failures: Failure[] = [];
  readonly #statuses = new Map<string, number>();
  readonly #complaints: string[] = [];
  #ended: Ending | null = null;

  constructor(api: RoleProcess) {
    this.#api = api;
    void api.ended.then((ending) => {
      this.#ended = ending;
    });
  }

  /** There is no use in going on. */
  isOver(): boolean {
    return this.#ended !== null || this.#failures.length >= FAILURES_TOLD;
  }

  /** Sends the cases from one number up to, and without, another: some at once. */
  async portion(scene: Scene, from: number, to: number): Promise<void> {
    let next = from;
    const oneAfterAnother = async () => {
      while (next < to && !this.isOver()) {
        const index = next;
        next += 1;
        const made = caseOf(scene.described, scene.seed, index);
        const fault = await this.#send(scene, made).catch((error: Error) => error.message);
        if (fault !== null) this.#failures.push({ index, fault, request: told(made) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, oneAfterAnother));
    this.#collectComplaints();
  }

  async weigh(): Promise<Weight> {
    this.#collectComplaints();
    return this.#ended === null ? weigh(this.#api) : { heap: Number.NaN, resident: Number.NaN };
  }

  seen(): Pick<Run, 'failures' | 'statuses' | 'complaints' | 'ended'> {
    this.#collectComplaints();
    if (this.#api.errors !== '') this.#complaints.push(this.#api.errors);
    const failures = this.#failures.toSorted((a, b) => a.index - b.index);
    return { failures, statuses: this.#statuses, complaints: this.#complaints, ended: this.#ended };
  }

  async #send({ described, stage }: Scene, made: Case): Promise<string | null> {
    if (made.kind === 'socket') {
      this.#count('socket');
      return faultInSaid(await converse(this.#api.port, made, stage.cast));
    }
    const bytes = bytesOf(made, stage.cast);
    const reply = await exchange(this.#api.port, bytes, made);
    this.#count(`${reply.status}`);
    return faultIn(described, made, bytes.head.length, reply);
  }

  #count(status: string): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
  }

  /** Errors in its log; the rest of what it said is forgotten, for it says a line for each request. */
  #collectComplaints(): void {
    for (const line of this.#api.lines.splice(0)) {
      if (/"level":[56]0/.test(line)) this.#complaints.push(line);
    }
  }
}
