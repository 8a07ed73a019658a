import { z } from 'zod';
import { Reply, route } from '../contract/call.ts';
import { KEY_HOLDER, operatorOf } from '../contract/caller.ts';
import { instant, text } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { recordAction } from '../sale/action-log.ts';
import type { AdminKeys } from './admin-keys.ts';
import { endedCookie, sessionCookie } from './session-cookie.ts';
import { endSession, type OperatorSessions, openSession } from './sessions.ts';

interface SessionParts {
  orm: Orm;
  sessions: OperatorSessions;
  adminKeys: Pick<AdminKeys, 'named'>;
  wrongKeys: { tell(knock: { door: 'sign-in'; address: string }): Promise<void> };
}

/** Whoever reads the list must not take one for the other, in whatever letters and blanks it is written. */
const looksLikeKeyHolder = (name: string): boolean =>
  name
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase() === KEY_HOLDER.replace('_', '');

export const createSession = route({
  method: 'post',
  path: '/v1/admin/session',
  tag: 'Operators',
  summary: 'Sign in with a browser',
  notes:
    'For the operators’ own page. The answer sets the cookie `frontrow_operator`, which no script can read and no other site can make the browser send. It lasts for 12 hours, survives restarts, and opens what is for operators and nothing else. It ends when the key that opened it is no longer accepted. A wrong key is answered a second later, and an address that tries many is told `RATE_LIMITED`; the right key is let in whatever others try.',
  credential: 'none',
  body: z.strictObject({
    key: z.string().max(1_000).describe('`ADMIN_KEY`'),
    name: text
      .refine((name) => !looksLikeKeyHolder(name), { error: 'reserved' })
      .describe(
        'Who signs in, for the list of what was done; not `ADMIN_KEY`, as who brings the key itself is called',
      ),
  }),
  status: 204,
  description: 'Signed in: the cookie stands for it',
  examples: { body: { key: 'the value of ADMIN_KEY', name: 'Ji-woo' } },
  refusals: ['INVALID_TOKEN'],
  async handle({ body: { key, name }, address, secure, correlationId }, parts: SessionParts) {
    const fingerprint = parts.adminKeys.named(key);
    if (fingerprint === null) {
      await parts.wrongKeys.tell({ door: 'sign-in', address });
      throw new Refusal('INVALID_TOKEN');
    }
    const { token } = await parts.orm.em.fork().transactional(async (em) => {
      await recordAction(em, { who: name, what: 'sign-in', ...NOTHING_CHANGED, correlationId });
      return openSession(em, name, fingerprint);
    });
    return new Reply(undefined, { headers: { 'set-cookie': sessionCookie(token, secure) } });
  },
});

export const getSession = route({
  path: '/v1/admin/session',
  tag: 'Operators',
  summary: 'Who is signed in',
  notes: 'Says whether the browser is signed in, and until when.',
  credential: 'operator',
  description: 'Whoever calls',
  answer: z
    .object({
      name: z.string().describe('Who signed in; `ADMIN_KEY` with the key itself'),
      expiresAt: instant.nullable().describe('When one has to sign in again; null with the key itself'),
    })
    .meta({ id: 'Session' }),
  examples: { answer: { name: 'Ji-woo', expiresAt: '2027-03-02T22:58:03.480Z' } },
  async handle(call) {
    const { name, expiresAt } = operatorOf(call);
    return { name, expiresAt };
  },
});

export const deleteSession = route({
  method: 'delete',
  path: '/v1/admin/session',
  tag: 'Operators',
  summary: 'Sign out',
  notes: 'Ends the session on the server, in every process. With the key itself there is nothing to end.',
  credential: 'operator',
  status: 204,
  description: 'The session is no more, and the cookie opens nothing',
  examples: {},
  async handle(call, parts: Pick<SessionParts, 'orm' | 'sessions'>) {
    const { name, session } = operatorOf(call);
    if (session !== null) {
      const { correlationId } = call;
      await parts.orm.em.fork().transactional(async (em) => {
        await recordAction(em, { who: name, what: 'sign-out', ...NOTHING_CHANGED, correlationId });
        await endSession(em, session);
      });
      parts.sessions.forget(session);
    }
    return new Reply(undefined, { headers: { 'set-cookie': endedCookie(call.secure) } });
  },
});

const NOTHING_CHANGED = { concertId: null, before: null, after: null };
