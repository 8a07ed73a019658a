import { effect, signal, untracked } from '@preact/signals';
import type { Problem } from '../../../src/contract/problem.ts';
import { fan, identityHeaders, identityRefused, refuse } from '../state/identity.ts';
import { call, type Reply } from './call.ts';
import { listen } from './connection.ts';
import { keep, kept } from './storage.ts';

/** Something that a fan has asked for. */
export interface Wish {
  /** What it is about: of one slot, one thing is under way at a time. */
  slot: string;
  method: 'POST' | 'DELETE';
  path: string;
  body?: unknown;
  /** The queue token with which it is asked for; without it, the fan's identity. */
  token?: string | undefined;
}

/** A wish with the key under which it is done once, however often it is sent. */
interface KeptWrite extends Wish {
  key: string;
  userId: string;
  begunAt: number;
  requestId?: string;
}

/** `sending`: no answer yet. `accepted`: it waits in its lane. `busy`: nothing was accepted. `unheard`: who knows. */
export type Progress = 'sending' | 'accepted' | 'busy' | 'unheard';

export type Outcome = { ok: true; result: Record<string, unknown> } | { ok: false; problem: Problem };

/** What is under way, by slot. */
export const underWay = signal<Readonly<Record<string, Progress>>>({});
/** What came out of it last, by slot, until it is forgotten. */
export const outcomes = signal<Readonly<Record<string, Outcome>>>({});
/** What was begun long ago and never heard of again: sent again only when the fan says so. */
export const unresolved = signal<readonly KeptWrite[]>([]);

/** How long after its beginning something is still finished without being asked. */
const STILL_MEANT_MS = 120_000;
/** Keys are kept on the server for at least a day. */
const KEY_KEPT_MS = 20 * 3_600_000;
const WAIT_SECONDS = 10;
const LOOK_AGAIN_MS = 1_500;
const PAUSES_MS = [600, 1_200, 2_400, 4_000];

/** How often what went wrong over there is asked for again. */
const TRIES = 6;

const IDENTITY_REFUSED = /^(UNAUTHENTICATED|INVALID_TOKEN)$/;
/** Answers that are no outcomes: the same key may try again. */
const NOTHING_KNOWN = /^(SERVER_BUSY|RATE_LIMITED|CHARGE_FAILED|INTERNAL_ERROR|\w+_UNAVAILABLE)$/;

const settledListeners = new Set<(wish: Wish, outcome: Outcome) => void>();
const abandoned = new Set<string>();

/** Is told of everything that was settled, also of what was begun before the page was loaded. */
export function whenSettled(tell: (wish: Wish, outcome: Outcome) => void): void {
  settledListeners.add(tell);
}

/** Asks for it, once, and goes on until its outcome is known: across lost answers, reloads and busy servers. */
export function begin(wish: Wish): void {
  const userId = fan.value?.userId;
  if (userId === undefined || underWay.value[wish.slot] !== undefined) return;
  forgetOutcome(wish.slot);
  const write: KeptWrite = { ...wish, key: newKey(), userId, begunAt: Date.now() };
  keepWrite(write);
  void carryOut(write);
}

/** Finishes what was under way when the fan left the page, whenever they are (again) here and believed. */
export function resumeWritesOf(): void {
  effect(() => {
    const userId = fan.value?.userId;
    unresolved.value = [];
    if (userId !== undefined && !identityRefused.value) untracked(() => resume(userId));
  });
}

function resume(userId: string): void {
  const old: KeptWrite[] = [];
  for (const write of Object.values(keptWrites(userId))) {
    const age = Date.now() - write.begunAt;
    if (age > KEY_KEPT_MS) dropWrite(write);
    else if (age < STILL_MEANT_MS || write.requestId !== undefined) void carryOut(write);
    else old.push(write);
  }
  unresolved.value = old;
}

/** Sends what was found unresolved again, under its key. */
export function finish(write: KeptWrite): void {
  unresolved.value = unresolved.value.filter(({ key }) => key !== write.key);
  void carryOut(write);
}

export function drop(write: KeptWrite): void {
  unresolved.value = unresolved.value.filter(({ key }) => key !== write.key);
  dropWrite(write);
}

/** Stops trying what the server was too busy to accept. */
export function abandon(slot: string): void {
  if (underWay.value[slot] === 'busy') abandoned.add(slot);
}

export function forgetOutcome(slot: string): void {
  const { [slot]: _, ...others } = outcomes.value;
  outcomes.value = others;
}

async function carryOut(write: KeptWrite): Promise<void> {
  const { slot } = write;
  if (underWay.value[slot] !== undefined) return;
  progress(slot, 'sending');
  const end = await endOf(write);
  const { [slot]: _, ...others } = underWay.value;
  underWay.value = others;
  if (end.known) dropWrite(write);
  else if (end.outcome !== null) unresolved.value = [...unresolved.value, write];
  const { outcome } = end;
  if (outcome === null) return;
  for (const tell of settledListeners) tell(write, outcome);
  outcomes.value = { ...outcomes.value, [slot]: outcome };
}

/** `known`: the key has served its time. What is not known may still be asked for under it. */
type End = { outcome: Outcome | null; known: boolean };

async function endOf(write: KeptWrite): Promise<End> {
  let { requestId } = write;
  for (let attempt = 0; ; attempt += 1) {
    if (requestId !== undefined) {
      const outcome = await outcomeOfRequest(write, requestId);
      if (outcome !== null) return { outcome, known: true };
      // The request is not there: it was withdrawn, and nothing was done.
      requestId = undefined;
    }
    // Somebody else sits here now; whoever asked for this finishes it when they are back.
    if (fan.value?.userId !== write.userId) return { outcome: null, known: false };
    const reply = await send(write);
    if (reply.ok && reply.status !== 202) return { outcome: { ok: true, result: reply.body }, known: true };
    if (reply.ok) {
      requestId = reply.body.requestId as string;
      keepWrite({ ...write, requestId });
      continue;
    }
    if ('problem' in reply) {
      const { problem } = reply;
      if (write.token === undefined && IDENTITY_REFUSED.test(problem.code)) {
        if (refuse(credentialOf(write))) continue;
        return { outcome: null, known: false };
      }
      const outcome = { ok: false, problem } as const;
      if (!NOTHING_KNOWN.test(problem.code)) return { outcome, known: true };
      if (problem.code === 'INTERNAL_ERROR' && attempt >= TRIES) return { outcome, known: false };
    }
    const busy = 'problem' in reply && reply.problem.code !== 'INTERNAL_ERROR';
    progress(write.slot, busy ? 'busy' : 'unheard');
    await pause(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 4_000);
    if (abandoned.delete(write.slot) && busy) return { outcome: null, known: true };
  }
}

function send(write: KeptWrite): Promise<Reply<Record<string, unknown>>> {
  const { method, path, body, key } = write;
  return call(path, {
    method,
    body,
    headers: { ...credentialOf(write), 'idempotency-key': key, prefer: `wait=${WAIT_SECONDS}` },
  });
}

function credentialOf({ token }: KeptWrite): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  return fan.value === null ? {} : identityHeaders(fan.value);
}

/** Told by the socket, or found by asking. Null when there is no such request. */
async function outcomeOfRequest(write: KeptWrite, requestId: string): Promise<Outcome | null> {
  progress(write.slot, 'accepted');
  let told: Outcome | undefined;
  let wake = () => {};
  const stop = listen('request', (event) => {
    if (event.requestId !== requestId) return;
    told = settled(event as Settled);
    wake();
  });
  try {
    for (;;) {
      const reply = await call<Settled>(`/v1/requests/${requestId}`, { headers: credentialOf(write) });
      if (told !== undefined) return told;
      if (reply.ok && reply.body.status !== 'queued') return settled(reply.body);
      if ('problem' in reply && reply.problem.code === 'REQUEST_NOT_FOUND') return null;
      progress(write.slot, 'offline' in reply ? 'unheard' : 'accepted');
      await Promise.race([pause(LOOK_AGAIN_MS), new Promise<void>((heard) => (wake = heard))]);
      if (told !== undefined) return told;
    }
  } finally {
    stop();
  }
}

interface Settled {
  status: string;
  result?: Record<string, unknown>;
  problem?: Problem;
}

const settled = ({ result, problem }: Settled): Outcome =>
  problem === undefined ? { ok: true, result: result ?? {} } : { ok: false, problem };

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function progress(slot: string, now: Progress): void {
  if (underWay.value[slot] !== now) underWay.value = { ...underWay.value, [slot]: now };
}

/** `crypto.randomUUID` is there only on pages served over TLS. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

const nameOf = (userId: string) => `frontrow-writes:${userId}`;
const keptWrites = (userId: string) => kept<Record<string, KeptWrite>>(nameOf(userId)) ?? {};

function keepWrite(write: KeptWrite): void {
  keep(nameOf(write.userId), { ...keptWrites(write.userId), [write.key]: write });
}

function dropWrite({ userId, key }: KeptWrite): void {
  const { [key]: _, ...others } = keptWrites(userId);
  keep(nameOf(userId), Object.keys(others).length === 0 ? null : others);
}
