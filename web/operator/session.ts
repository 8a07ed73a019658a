import { signal } from '@preact/signals';
import type { Problem } from '../../src/contract/problem.ts';
import { language } from '../kit/language.ts';
import { type Ask, ask, type Reply } from '../shared/api.ts';

/** Whether somebody is signed in, and if not, what to tell them about it. */
export type Session =
  | { state: 'asking' }
  | { state: 'silent' }
  | { state: 'out'; because: 'new' | 'left' | 'ended' }
  | { state: 'in'; name: string };

export const session = signal<Session>({ state: 'asking' });

/** A page of another site can make a browser send the cookie, but not this header. */
const FROM_THIS_PAGE = { 'x-frontrow-operator': '1' };
const SESSION = '/v1/admin/session';

type OperatorAsk = Pick<Ask, 'method' | 'body' | 'signal' | 'headers'>;

/** A call of the operators' part of the API. Whoever is no longer signed in is asked to do so again. */
export async function askAsOperator<Body>(path: string, options: OperatorAsk = {}): Promise<Reply<Body>> {
  const headers = { ...FROM_THIS_PAGE, ...options.headers };
  const reply = await ask<Body>(path, { ...options, headers, language: language.value });
  if (reply.status === 401 && session.value.state === 'in')
    session.value = { state: 'out', because: 'ended' };
  return reply;
}

/** Looks whether the browser is signed in already. */
export async function recallSession(): Promise<void> {
  const reply = await askAsOperator<{ name: string }>(SESSION);
  if (reply.ok) session.value = { state: 'in', name: reply.body.name };
  else if ('offline' in reply || reply.status >= 500) session.value = { state: 'silent' };
  else if (session.value.state !== 'out') session.value = { state: 'out', because: 'new' };
}

/** What was wrong, or null once signed in. */
export async function signIn(given: { key: string; name: string }): Promise<Problem | 'offline' | null> {
  const reply = await askAsOperator(SESSION, { method: 'POST', body: given });
  if (!reply.ok) return 'offline' in reply ? 'offline' : reply.problem;
  session.value = { state: 'in', name: given.name };
  return null;
}

/** Answers whether the server has ended the session; if it was not heard, one is still signed in. */
export async function signOut(): Promise<boolean> {
  const reply = await askAsOperator(SESSION, { method: 'DELETE' });
  const ended = reply.ok || reply.status === 401;
  if (ended) session.value = { state: 'out', because: 'left' };
  return ended;
}
