import { effect, signal, untracked } from '@preact/signals';
import {
  carryOut,
  type Outcome as OutcomeOf,
  outcomeIn,
  type Progress,
  type Ways,
} from '../../../client/carry-out.ts';
import type { Credential } from '../../../client/credential.ts';
import type { Reply } from '../../../client/http.ts';
import { newKey } from '../../../client/writes.ts';
import { keep, kept } from '../../kit/storage.ts';
import { asked, fan, identityRefused, ownCredential, refuse } from '../state/identity.ts';
import { ask } from './call.ts';
import { listen } from './connection.ts';

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

export type Outcome = OutcomeOf<Record<string, unknown>>;

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

const IDENTITY_REFUSED = /^(UNAUTHENTICATED|INVALID_TOKEN)$/;
/** A queue token that stands in for an identity that has run out. */
const SPARE_REFUSED = /^(UNAUTHENTICATED|INVALID_TOKEN|FORBIDDEN)$/;

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
  void seeToItsEnd(write);
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
    else if (age < STILL_MEANT_MS || write.requestId !== undefined) void seeToItsEnd(write);
    else old.push(write);
  }
  unresolved.value = old;
}

/** Sends what was found unresolved again, under its key. */
export function finish(write: KeptWrite): void {
  unresolved.value = unresolved.value.filter(({ key }) => key !== write.key);
  void seeToItsEnd(write);
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

async function seeToItsEnd(write: KeptWrite): Promise<void> {
  const { slot } = write;
  if (underWay.value[slot] !== undefined) return;
  const end = await carryOut(waysOf(write), write.requestId);
  const { [slot]: _, ...others } = underWay.value;
  underWay.value = others;
  if (end === null) return;
  if (end.known) dropWrite(write);
  else unresolved.value = [...unresolved.value, write];
  const outcome = end.outcome as Outcome;
  for (const tell of settledListeners) tell(write, outcome);
  outcomes.value = { ...outcomes.value, [slot]: outcome };
}

function waysOf(write: KeptWrite): Ways {
  let { requestId: known } = write;
  return {
    send: () => send(write),
    look: (requestId) => ask('GET', `/v1/requests/${requestId}`, { credential: credentialOf(write) }),
    listen: (requestId, tell) =>
      listen('request', (event) => {
        if (event.requestId === requestId) tell(outcomeIn(event));
      }),
    stands(now, requestId) {
      progress(write.slot, now);
      if (requestId === undefined || requestId === known) return;
      known = requestId;
      keepWrite({ ...write, requestId });
    },
  };
}

async function send(write: KeptWrite): Promise<Reply | null> {
  const { slot, method, path, body, key: idempotencyKey } = write;
  if (abandoned.delete(slot)) {
    dropWrite(write);
    return null;
  }
  // Somebody else sits here now; whoever asked for this finishes it when they are back.
  if (fan.value?.userId !== write.userId) return null;
  const credential = credentialOf(write);
  const reply = await ask(method, path, { body, credential, idempotencyKey, wait: WAIT_SECONDS });
  const { code = '' } = 'problem' in reply ? reply.problem : {};
  const bySpare = credential !== null && 'token' in credential;
  if (write.token !== undefined || !(bySpare ? SPARE_REFUSED : IDENTITY_REFUSED).test(code)) return reply;
  if (refuse(credential)) return send(write);
  // A queue token reads, but joins no line and charges nothing when it has ended: the shop has to say anew who this is,
  // and then what was asked for is finished.
  if (bySpare) asked.value ??= { next: () => {} };
  return null;
}

const credentialOf = ({ token }: KeptWrite): Credential | null =>
  token === undefined ? ownCredential() : { token };

function progress(slot: string, now: Progress): void {
  if (underWay.value[slot] !== now) underWay.value = { ...underWay.value, [slot]: now };
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
