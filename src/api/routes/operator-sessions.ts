import { z } from 'zod';
import { PAGE, WRONG_KEYS_PER_MINUTE } from '../../../config/limits.ts';
import { readActions, recordAction } from '../../sale/action-log.ts';
import type { Orm } from '../../database/connect.ts';
import { isUuid } from '../../identity/identifiers.ts';
import { endedCookie, sessionCookie } from '../../identity/operator-cookie.ts';
import { text } from '../../contract/fields.ts';
import { Refusal } from '../../contract/refusals.ts';
import { actionsAnswer, sessionAnswer } from '../../language/operator-answers.ts';
import { endSession, type OperatorSessions, openSession } from '../../operators/sessions.ts';
import { operatorOf } from '../operator-of.ts';
import { cursorOf, nextPage } from '../pages.ts';
import { RateLimit } from '../rate-limits.ts';
import { type Route, route } from '../route.ts';

const signIn = z.strictObject({
  key: z.string().max(1_000).describe('`ADMIN_KEY`'),
  name: text.describe('Who signs in, for the list of what was done'),
});

/** Signing in and out with a browser, and what operators did. */
export const operatorSessionRoutes = (parts: {
  orm: Orm;
  sessions: OperatorSessions;
  isAdminKey: (given: string) => boolean;
}): Route[] => {
  const tries = new RateLimit(WRONG_KEYS_PER_MINUTE, 60);
  return [
    route({
      method: 'post',
      path: '/v1/admin/session',
      tag: 'Operators',
      summary: 'Sign in with a browser',
      credential: 'none',
      body: signIn,
      answers: { 204: { description: 'Signed in: the cookie stands for it' } },
      refusals: ['INVALID_TOKEN'],
      unavailable: 'SERVER_BUSY',
      async handle({ body: { key, name }, address, secure, correlationId }) {
        // It counts before it is looked at, so that many tries at once are no more.
        await tries.take(address);
        if (!parts.isAdminKey(key)) throw new Refusal('INVALID_TOKEN');
        await tries.giveBack(address);
        const { token } = await parts.orm.em.fork().transactional(async (em) => {
          await recordAction(em, {
            who: name,
            what: 'sign-in',
            concertId: null,
            before: null,
            after: null,
            correlationId,
          });
          return openSession(em, name);
        });
        return { status: 204, headers: { 'set-cookie': sessionCookie(token, secure) } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/admin/session',
      tag: 'Operators',
      summary: 'Who is signed in',
      credential: 'operator',
      answers: { 200: { description: 'Whoever calls', schema: sessionAnswer } },
      refusals: [],
      unavailable: 'SERVER_BUSY',
      async handle(call) {
        const { name, expiresAt } = operatorOf(call);
        return { status: 200, body: { name, expiresAt } };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/admin/session',
      tag: 'Operators',
      summary: 'Sign out',
      credential: 'operator',
      answers: { 204: { description: 'The session is no more, and the cookie opens nothing' } },
      refusals: [],
      unavailable: 'SERVER_BUSY',
      async handle(call) {
        const { name, session } = operatorOf(call);
        if (session !== null) {
          const { correlationId } = call;
          await parts.orm.em.fork().transactional(async (em) => {
            await recordAction(em, {
              who: name,
              what: 'sign-out',
              concertId: null,
              before: null,
              after: null,
              correlationId,
            });
            await endSession(em, session);
          });
          parts.sessions.forget(session);
        }
        return { status: 204, headers: { 'set-cookie': endedCookie(call.secure) } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/admin/actions',
      tag: 'Operators',
      summary: 'What operators did, newest first',
      credential: 'operator',
      query: {
        concertId: { description: 'Of one concert alone', schema: z.guid() },
        before: { description: 'The action before which the page begins', schema: z.guid() },
      },
      answers: { 200: { description: `At most ${PAGE} actions`, schema: actionsAnswer } },
      refusals: [],
      unavailable: 'SERVER_BUSY',
      async handle({ query, language }) {
        const concertId = cursorOf(query, 'concertId', isUuid, language);
        const before = cursorOf(query, 'before', isUuid, language);
        const { actions, next } = await readActions(parts.orm.em.fork(), { concertId, before });
        const path = '/v1/admin/actions';
        const nextPath = nextPage(path, 'before', next);
        const of = concertId === null || nextPath === null ? '' : `&concertId=${concertId}`;
        return { status: 200, body: { actions, next: nextPath === null ? null : `${nextPath}${of}` } };
      },
    }),
  ];
};
