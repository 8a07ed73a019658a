import type { Orm } from '../database/connect.ts';
import { WrittenTogether } from '../database/written-together.ts';
import type { LaneEvent, SettledRequest } from './announcement.ts';
import type { AcceptedRequest, Kind, Outcome } from './kind.ts';
import type { Batch, Lane, Sweep, Work } from './lane.ts';
import { Refusal } from './refusal.ts';
import { settle, takeLane } from './request-table.ts';

/** What one commit did, and whether the lane has more to do. */
export interface Decided {
  settled: SettledRequest[];
  swept: number;
  advanced: number;
  events: LaneEvent[];
  rings: Set<string>;
  more: boolean;
  seconds: number;
}

/** One transaction on its way through the steps. */
export interface Pass {
  readonly lane: Lane;
  readonly name: string;
  /** How many requests may be decided. */
  readonly limit: number;
  readonly sweep: Sweep;
  readonly work: Work;
  /** How far it came: what broke it is found by that. */
  step: string;
  requests: readonly AcceptedRequest[];
  batch: Batch | null;
  settled: SettledRequest[];
  more: boolean;
}

/** The steps of every decision, in this order, inside one transaction; the commit comes after the last. */
const STEPS = { take, load, decide, write, settle: settleAll };

export function beginPass(orm: Orm, lane: Lane, name: string, bounds: { limit: number; sweep: Sweep }): Pass {
  return {
    lane,
    name,
    ...bounds,
    work: workOn(orm, name),
    step: 'begin',
    requests: [],
    batch: null,
    settled: [],
    more: false,
  };
}

export const workOn = (orm: Orm, name: string): Work => ({
  em: orm.em.fork(),
  lane: name,
  writes: new WrittenTogether(),
  events: [],
  rings: new Set(),
  afterCommit: [],
});

/** The one transaction around every decision: all of it is committed, or nothing. */
export async function transact(pass: Pass): Promise<Decided> {
  const started = performance.now();
  const { em, events, rings, afterCommit } = pass.work;
  await em.begin();
  try {
    for (const [name, step] of Object.entries(STEPS)) {
      pass.step = name;
      await step(pass);
    }
    pass.step = 'commit';
    await em.commit();
  } catch (error) {
    await em.rollback().catch(() => {});
    throw error;
  }
  for (const follow of afterCommit) await follow();
  const { due, advanced } = batchOf(pass);
  return {
    settled: pass.settled,
    swept: due.length,
    advanced: advanced.length,
    events,
    rings,
    // As many came as were asked for: there may be more.
    more: pass.more || (pass.sweep.limit > 0 && due.length === pass.sweep.limit),
    seconds: (performance.now() - started) / 1_000,
  };
}

/** Takes the lane, so that nobody else decides it, with its next requests and what it must know to begin. */
async function take(pass: Pass): Promise<void> {
  const { lane, name, limit, sweep, work } = pass;
  const { requests, found } = await takeLane(work.em, name, limit, lane.look(name, sweep));
  pass.requests = requests;
  pass.batch = await lane.open(work, sweep, found);
}

/** Locks and loads what the requests touch; what is due ends here. */
async function load(pass: Pass): Promise<void> {
  const wants = pass.requests.map((request) => kindOf(pass, request).wants(request));
  await batchOf(pass).load(wants);
}

/** Decides each request in its turn, on what is loaded and on what those before it have changed. */
function decide(pass: Pass): void {
  const batch = batchOf(pass);
  pass.settled = pass.requests.map((request) =>
    settledWith(request, outcomeOf(kindOf(pass, request), batch, request)),
  );
}

/** The unit of work writes what there is one of; what came by the hundred is laid ready. */
async function write(pass: Pass): Promise<void> {
  await pass.work.em.flush();
  await batchOf(pass).finish();
}

/** Writes all that together with the outcomes, each only where there is none yet. */
async function settleAll(pass: Pass): Promise<void> {
  const { work, name, settled, requests } = pass;
  const { more } = await settle(work.em, name, settled, requests.at(-1)?.sequence ?? 0, work.writes);
  pass.more = more;
}

/** What a request comes to. Throws whatever else breaks it. */
export function outcomeOf<Ground>(
  kind: Kind<unknown, Ground>,
  ground: Ground,
  request: AcceptedRequest,
): Outcome {
  try {
    return { result: kind.decide(ground, request, (code, detail) => new Refusal(code, detail)) };
  } catch (error) {
    // What the kind does not name is no refusal of its: that would be a fault of ours.
    if (!(error instanceof Refusal && kind.refusals.includes(error.code))) throw error;
    const { code: refused, retryAfterSeconds } = error;
    return retryAfterSeconds === undefined ? { refused } : { refused, retryAfterSeconds };
  }
}

function kindOf({ lane }: Pass, { kind }: AcceptedRequest): Kind {
  const known = lane.kinds.get(kind);
  if (known === undefined) throw new Error(`nobody decides "${kind}"`);
  return known;
}

function batchOf({ batch }: Pass): Batch {
  if (batch === null) throw new Error('the lane was not taken yet');
  return batch;
}

export const settledWith = (request: AcceptedRequest, outcome: Outcome): SettledRequest => ({
  requestId: request.id,
  kind: request.kind,
  userId: request.userId,
  correlationId: request.correlationId,
  outcome,
});
