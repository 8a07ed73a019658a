import { signal } from '@preact/signals';
import { typed } from '../../client/calls.ts';
import type { Problem } from '../../client/description.ts';
import { asks } from '../../client/http.ts';
import { language } from '../kit/language.ts';
import { keep, kept, remembers } from '../kit/storage.ts';

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
  if (reply.status === 401 && session.value.state === 'in') leave('ended');
  return reply;
});

/**
 * Until when this browser may be signed in, so that nobody is asked for a session who has none. The cookie says it
 * better, but no script may read it; where nothing is kept the service is asked.
 */
const UNTIL_KEPT_AS = 'frontrow-operator-until';

const mayBeSignedIn = () => !remembers.value || (kept<number>(UNTIL_KEPT_AS) ?? 0) > Date.now();

/** Looks whether the browser is signed in already. */
export async function recallSession(): Promise<void> {
  if (!mayBeSignedIn()) return leave(session.value.state === 'in' ? 'ended' : 'new');
  const reply = await askAsOperator('GET', SESSION);
  if (reply.ok) {
    const { name, expiresAt } = reply.body;
    if (expiresAt !== null) keep(UNTIL_KEPT_AS, Date.parse(expiresAt));
    session.value = { state: 'in', name };
  } else if ('offline' in reply || reply.status >= 500) session.value = { state: 'silent' };
  else leave('new');
}

/** What was wrong, or null once signed in. */
export async function signIn(given: { key: string; name: string }): Promise<Problem | 'offline' | null> {
  const reply = await askAsOperator('POST', SESSION, { body: given });
  if (!reply.ok) return 'offline' in reply ? 'offline' : reply.problem;
  // Until it is heard when the session ends, it is as good as one that has only begun.
  keep(UNTIL_KEPT_AS, Date.now() + A_MINUTE_MS);
  await recallSession();
  return null;
}

const A_MINUTE_MS = 60_000;

/** Answers whether the server has ended the session; if it was not heard, one is still signed in. */
export async function signOut(): Promise<boolean> {
  const reply = await askAsOperator('DELETE', SESSION);
  const ended = reply.ok || reply.status === 401;
  if (ended) leave('left');
  return ended;
}

/** Nobody is signed in any more. Whoever was told why already is not told otherwise. */
function leave(because: 'new' | 'left' | 'ended'): void {
  keep(UNTIL_KEPT_AS, null);
  if (session.value.state !== 'out') session.value = { state: 'out', because };
}
