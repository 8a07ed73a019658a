import type { Problem, Request } from './description.ts';
import type { Heard, Refused, Reply } from './http.ts';

/** What a write came to: a result, or the service's "no". */
export type Outcome<Result = unknown, Codes extends string = string> =
  | { ok: true; result: Result }
  | { ok: false; problem: Problem & { code: Codes } };

/**
 * How a write stands. `sending`: no answer yet. `accepted`: it waits in its lane. `busy`: nothing was accepted.
 * `unheard`: who knows.
 */
export type Progress = 'sending' | 'accepted' | 'busy' | 'unheard';

/** By what ways a write is sent and asked after. */
export interface Ways {
  /** Sends it, always under the same key; null when it is not to be sent any more. */
  send(): Promise<Reply | null>;
  /** Asks what became of its request; null when that is not to be asked any more. */
  look(requestId: string): Promise<Reply | null>;
  /** Listens for the outcome, for who has a socket. The answer ends it. */
  listen?(requestId: string, tell: (outcome: Outcome) => void): () => void;
  /** For how long a listener waits before the first look, in milliseconds. */
  listenMs?: number;
  /** How long after a look without an outcome comes the next, in milliseconds. */
  lookAgainMs?: number;
  /** How long after an attempt that came to nothing comes the next, in milliseconds. */
  pauseMs?(attempt: number): number;
  /** Is told how it stands; with the request's id once there is one. */
  stands?(progress: Progress, requestId?: string): void;
}

/** `known`: the key has served its time. What is not known may still be asked for under it. */
export interface End {
  outcome: Outcome;
  known: boolean;
}

const LOOK_AGAIN_MS = 1_500;
const PAUSES_MS = [600, 1_200, 2_400, 4_000];
/** How often what went wrong over there is asked for again. */
const TRIES = 6;

const longer = (attempt: number): number => PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 0;

const pause = (ms: number, news?: Promise<void>) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    news?.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Answers by which nothing was accepted, or by which nobody knows. Everything else is an outcome. */
const NOTHING_KNOWN = /^(SERVER_BUSY|RATE_LIMITED|CHARGE_FAILED|INTERNAL_ERROR|\w+_UNAVAILABLE)$/;

/**
 * Whether an answer is one to go by; after others the same key may ask again. A failure that names its request is that
 * request's outcome, whatever it is called.
 */
export function counts(reply: Reply): boolean {
  if ('offline' in reply) return false;
  return reply.ok || !NOTHING_KNOWN.test(reply.problem.code) || requestIn(reply) !== null;
}

/** The request that an answer is about, whether it is accepted or decided already; null when it names none. */
export function requestIn(reply: Reply): string | null {
  if ('offline' in reply) return null;
  return /^\/v1\/requests\/([^/]+)$/.exec(reply.headers.get('location') ?? '')?.[1] ?? null;
}

/** Asks again and again until there is an answer to go by; null when it is not to be asked any more. */
export async function persist(
  send: () => Promise<Reply | null>,
  pauseMs: (attempt: number) => number = longer,
  /** Is shown what came instead, and says whether to go on. */
  again: (reply: Reply, attempt: number) => boolean = () => true,
): Promise<Reply | null> {
  for (let attempt = 0; ; attempt += 1) {
    const reply = await send();
    if (reply === null || counts(reply) || !again(reply, attempt)) return reply;
    await pause(pauseMs(attempt));
  }
}

/**
 * Has a write done once, and goes on until its outcome is known: across lost answers, busy servers and whatever dies
 * meanwhile. `known` is its request, where an earlier attempt has told it. Null when it is not to be sent any more.
 */
export async function carryOut(ways: Ways, known?: string): Promise<End | null> {
  for (let requestId = known; ; ) {
    if (requestId !== undefined) {
      const outcome = await outcomeOf(ways, requestId);
      if (outcome !== 'withdrawn') return outcome === null ? null : { outcome, known: true };
    }
    const reply = await untilAnswered(ways);
    if (reply === null) return null;
    if (!reply.ok) return { outcome: { ok: false, problem: reply.problem }, known: counts(reply) };
    if (reply.status !== 202) return { outcome: { ok: true, result: reply.body }, known: true };
    ({ requestId } = reply.body as { requestId: string });
  }
}

async function untilAnswered({ send, stands, pauseMs }: Ways): Promise<Heard | Refused | null> {
  stands?.('sending');
  const reply = await persist(send, pauseMs, (instead, attempt) => {
    const fault = 'problem' in instead && instead.problem.code === 'INTERNAL_ERROR';
    if (fault && attempt >= TRIES) return false;
    stands?.(fault || 'offline' in instead ? 'unheard' : 'busy');
    return true;
  });
  return reply === null || 'offline' in reply ? null : reply;
}

/** Told by the socket, or found by asking. `withdrawn`: there is no such request, and nothing was done. */
async function outcomeOf(ways: Ways, requestId: string): Promise<Outcome | 'withdrawn' | null> {
  const { listen, listenMs = 0, lookAgainMs = LOOK_AGAIN_MS, look, stands } = ways;
  stands?.('accepted', requestId);
  let told: Outcome | undefined;
  let stop: (() => void) | undefined;
  const news = new Promise<void>((resolve) => {
    stop = listen?.(requestId, (outcome) => {
      told = outcome;
      resolve();
    });
  });
  try {
    if (listen !== undefined && listenMs > 0) await pause(listenMs, news);
    while (told === undefined) {
      const reply = await look(requestId);
      if (told !== undefined || reply === null) break;
      if (reply.ok) {
        const request = reply.body as Request;
        if (request.status !== 'queued') return outcomeIn(request);
      }
      if ('problem' in reply && reply.problem.code === 'REQUEST_NOT_FOUND') return 'withdrawn';
      stands?.('offline' in reply ? 'unheard' : 'accepted', requestId);
      await pause(lookAgainMs, news);
    }
    return told ?? null;
  } finally {
    stop?.();
  }
}

/** The outcome in the body of `/v1/requests/{requestId}`, or in the event `request`. Not of one that is queued. */
export const outcomeIn = (ended: Exclude<Request, { status: 'queued' }>): Outcome =>
  ended.status === 'failed' ? { ok: false, problem: ended.problem } : { ok: true, result: ended.result };
