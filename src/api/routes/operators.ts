import { randomUUID } from 'node:crypto';
import { recordAction } from '../../sale/action-log.ts';
import type { Orm } from '../../database/connect.ts';
import { isUuid } from '../../identity/identifiers.ts';
import type { Doorbell } from '../../lane/doorbell.ts';
import { isUnknownValue } from '../../lane/faults.ts';
import { laneName } from '../../lane/lane-name.ts';
import { once } from '../../lane/once.ts';
import { Refusal } from '../../contract/refusals.ts';
import {
  announcedConcertAnswer,
  createdConcertAnswer,
  ledgerAnswer,
  statsAnswer,
  usersAnswer,
} from '../../language/answers.ts';
import { type Language, sentences } from '../../language/language.ts';
import type { Log } from '../../observability/log.ts';
import { changeConcert } from '../../operators/change-concert.ts';
import { concertChange, concertPlan } from '../../operators/concert-plan.ts';
import { createConcert } from '../../operators/create-concert.ts';
import { readStats } from '../../operators/stats.ts';
import { usersPlan } from '../../operators/users-plan.ts';
import { createUsers, takenUserIds } from '../../sale/create-users.ts';
import { proveBooks } from '../../reads/prove-books.ts';
import type { ConcertReads } from '../../reads/concert-reads.ts';
import { OPERATOR_ID, operatorOf } from '../operator-of.ts';
import { type Call, type Route, route } from '../route.ts';

export const operatorRoutes = (parts: {
  orm: Orm;
  doorbell: Doorbell;
  concerts: ConcertReads;
  log: Log;
}): Route[] => [
  route({
    method: 'post',
    path: '/v1/admin/users',
    tag: 'Operators',
    summary: 'Create one user or many, each with an empty wallet',
    credential: 'operator',
    write: 'direct',
    body: usersPlan,
    answers: { 201: { description: 'Created', schema: usersAnswer } },
    refusals: [],
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      const { name, users } = call.body;
      const wanted = (users ?? [{ id: undefined, name: name ?? '' }]).map((user) => ({
        id: user.id ?? randomUUID(),
        name: user.name,
      }));
      const { userIds } = await once(
        parts.orm,
        { kind: 'create-users', userId: OPERATOR_ID, ...call },
        {
          write: (outside) =>
            outside.transactional(async (em) => {
              const taken = await takenUserIds(em, users?.flatMap(({ id }) => id ?? []) ?? []);
              if (taken.size > 0) throw takenIds(wanted, taken, call.language);
              await createUsers(em, wanted);
              await recordAction(em, {
                ...doneBy(call),
                what: 'create-users',
                concertId: null,
                before: null,
                after: { users: wanted.length },
              });
              return { userIds: wanted.map(({ id }) => id) };
            }),
        },
      );
      return { status: 201, body: users === undefined ? { userId: userIds[0] } : { userIds } };
    },
  }),
  route({
    method: 'post',
    path: '/v1/admin/concerts',
    tag: 'Operators',
    summary: 'Create a concert with its dates and seats',
    credential: 'operator',
    write: 'direct',
    body: concertPlan,
    answers: { 201: { description: 'Created', schema: createdConcertAnswer } },
    refusals: [],
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      const write = { kind: 'create-concert', userId: OPERATOR_ID, ...call };
      const body = await once(parts.orm, write, {
        write: (outside) =>
          outside.transactional(async (em) => {
            const concertId = await createConcert(em, call.body);
            const { title, venue = null, waitingRoom } = call.body;
            await recordAction(em, {
              ...doneBy(call),
              what: 'create-concert',
              concertId,
              before: null,
              after: { title, venue, ...waitingRoom },
            });
            return { concertId };
          }),
      }).catch((error: unknown) => {
        if (!isUnknownValue(error)) throw error;
        // Some old names of time zones are known here and not there.
        const detail = sentences(call.language).faults.value();
        throw new Refusal('INVALID_REQUEST', { faults: [{ pointer: '/timeZone', detail }] });
      });
      parts.concerts.changed(body.concertId);
      return { status: 201, body, headers: { location: `/v1/concerts/${body.concertId}` } };
    },
  }),
  route({
    method: 'patch',
    path: '/v1/admin/concerts/{concertId}',
    tag: 'Operators',
    summary: 'Change a concert while its sale runs',
    credential: 'operator',
    body: concertChange,
    answers: { 200: { description: 'The concert as it is now', schema: announcedConcertAnswer } },
    refusals: ['CONCERT_NOT_FOUND'],
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      const { body, language, correlationId } = call;
      const { concertId } = call.params;
      if (!isUuid(concertId)) throw new Refusal('CONCERT_NOT_FOUND');
      await parts.orm.em.fork().transactional(async (em) => {
        const changed = await changeConcert(em, concertId, body, doneBy(call));
        if (changed === 'no such concert') throw new Refusal('CONCERT_NOT_FOUND');
        if (changed === 'order') {
          const detail = sentences(language).faults.order();
          throw new Refusal('INVALID_REQUEST', { faults: [{ pointer: '/saleClosesAt', detail }] });
        }
      });
      parts.log.info({ correlationId, concertId, change: body }, 'the concert was changed');
      // A wider door lets people in at once; without the bell the scheduler sees it within a second.
      await parts.doorbell
        .ring(laneName('admission', concertId), { because: 'settings' })
        .catch((error: unknown) => parts.log.warn({ err: error, concertId }, 'the lane could not be rung'));
      parts.concerts.changed(concertId);
      return { status: 200, body: await parts.concerts.announced(concertId) };
    },
  }),
  route({
    method: 'get',
    path: '/v1/admin/concerts/{concertId}/stats',
    tag: 'Operators',
    summary: 'The figures of a sale, as they are now',
    credential: 'operator',
    answers: { 200: { description: 'The figures', schema: statsAnswer } },
    refusals: ['CONCERT_NOT_FOUND'],
    unavailable: 'SERVER_BUSY',
    async handle({ params }) {
      const { concertId } = params;
      const stats = isUuid(concertId)
        ? await readStats(parts.orm.em.fork(), parts.doorbell, concertId)
        : null;
      if (stats === null) throw new Refusal('CONCERT_NOT_FOUND');
      return { status: 200, body: stats };
    },
  }),
  route({
    method: 'get',
    path: '/v1/admin/ledger',
    tag: 'Operators',
    summary: 'The double-entry check over all money',
    credential: 'operator',
    answers: {
      200: { description: 'Every kind of account, and whether the books balance', schema: ledgerAnswer },
    },
    refusals: [],
    unavailable: 'SERVER_BUSY',
    async handle() {
      return { status: 200, body: await proveBooks(parts.orm.em.fork()) };
    },
  }),
];

/** Who does it, and by which call. */
const doneBy = (call: Call) => ({ who: operatorOf(call).name, correlationId: call.correlationId });

function takenIds(wanted: { id: string }[], taken: Set<string>, language: Language): Refusal {
  const detail = sentences(language).faults.taken();
  return new Refusal('INVALID_REQUEST', {
    faults: wanted.flatMap(({ id }, index) =>
      taken.has(id) ? [{ pointer: `/users/${index}/id`, detail }] : [],
    ),
  });
}
