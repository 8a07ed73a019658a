import { signal } from '@preact/signals';
import { typed } from '../../client/calls.ts';
import type { Problem } from '../../client/description.ts';
import { asks } from '../../client/http.ts';
import { language } from '../kit/language.ts';

/** Whether somebody is signed in, and if not, what to tell them about it. */
export type Session =
  | { state: 'asking' }
  | { state: 'silent' }
  | { state: 'out'; because: 'new' | 'left' | 'ended' }
  | { state: 'in'; name: string };

export const session = signal<Session>({ state: 'asking' });

const SESSION = '/v1/admin/session';

const ask = asks({ credential: { session: true } });

/** A call of the operators' part of the API. Whoever is no longer signed in is asked to do so again. */
export const askAsOperator = typed(async (method, path, asking) => {
  const reply = await ask(method, path, { language: language.value, ...asking });
  if (reply.status === 401 && session.value.state === 'in')
    session.value = { state: 'out', because: 'ended' };
  return reply;
});

/** Looks whether the browser is signed in already. */
export async function recallSession(): Promise<void> {
  const reply = await askAsOperator('GET', SESSION);
  if (reply.ok) session.value = { state: 'in', name: reply.body.name };
  else if ('offline' in reply || reply.status >= 500) session.value = { state: 'silent' };
  else if (session.value.state !== 'out') session.value = { state: 'out', because: 'new' };
}

/** What was wrong, or null once signed in. */
export async function signIn(given: { key: string; name: string }): Promise<Problem | 'offline' | null> {
  const reply = await askAsOperator('POST', SESSION, { body: given });
  if (!reply.ok) return 'offline' in reply ? 'offline' : reply.problem;
  session.value = { state: 'in', name: given.name };
  return null;
}

/** Answers whether the server has ended the session; if it was not heard, one is still signed in. */
export async function signOut(): Promise<boolean> {
  const reply = await askAsOperator('DELETE', SESSION);
  const ended = reply.ok || reply.status === 401;
  if (ended) session.value = { state: 'out', because: 'left' };
  return ended;
}
