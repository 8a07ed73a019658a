import { sql } from 'kysely';
import { z } from 'zod';
import { PAGE } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { givenId, id, instant } from '../contract/fields.ts';
import { next, pageOf } from '../contract/page.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { secondsAgo } from '../lane/clock.ts';
import { ACTION_NAMES } from '../sale/action-log.ts';

const facts = z.record(z.string(), z.unknown()).nullable();

/** What an operator did. */
export const actionAnswer = z
  .object({
    id: givenId,
    at: instant,
    who: z.string().describe('The name given at sign-in; `ADMIN_KEY` with the key itself'),
    what: z.enum(ACTION_NAMES),
    concertId: givenId.nullable(),
    userName: z.string().nullable().describe('What the user is called whom it was done to'),
    before: facts.describe('What it was, as far as it was changed'),
    after: facts.describe('What it came to'),
    correlationId: z.string(),
  })
  .meta({ id: 'Action' });
type ActionView = z.output<typeof actionAnswer>;

export const actionExample: ActionView = {
  id: '0192f0c4-2b7e-7a11-9d3c-5e8f1a2b3c4d',
  at: '2027-03-02T11:04:40.112Z',
  who: 'Ji-woo',
  what: 'change-concert',
  concertId: '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1',
  userName: null,
  before: { capacity: 500 },
  after: { capacity: 800 },
  correlationId: '9f6a2d1c-7b1e-4f0a-8c55-2e6d4b9a1f03',
};

export const getActions = route({
  path: '/v1/admin/actions',
  tag: 'Operators',
  summary: 'What operators did, newest first',
  notes:
    'Written in the same transaction as what it records, and never changed: who, when, from what and to what. `correlationId` finds the call in the logs.',
  credential: 'operator',
  query: z.object({
    concertId: id.optional().describe('Of one concert alone'),
    before: id.optional().describe('The action before which the page begins'),
  }),
  description: `At most ${PAGE} actions`,
  answer: z.object({ actions: z.array(actionAnswer), next }).meta({ id: 'Actions' }),
  examples: { answer: { actions: [actionExample], next: null } },
  async handle(call, { orm }: { orm: Orm }) {
    const { concertId, before } = call.query;
    const found = await selectActions(orm.em.fork())
      .where((eb) => (concertId === undefined ? eb.lit(true) : eb('concert_id', '=', concertId)))
      .where((eb) => (before === undefined ? eb.lit(true) : eb('operator_action.id', '<', before)))
      .orderBy('operator_action.id', 'desc')
      .limit(PAGE + 1)
      .execute();
    const { rows, next } = pageOf(found, PAGE, call, (last) => ({ before: last.id }));
    return { actions: rows, next };
  },
});

const selectActions = (em: EntityManager) =>
  em
    .getKysely()
    .selectFrom('operator_action')
    .leftJoin('users', (join) =>
      join.on('users.id', '=', sql<string>`(coalesce(before ->> 'userId', after ->> 'userId'))::uuid`),
    )
    .select(({ ref }) => [
      'operator_action.id',
      iso(ref('at')).as('at'),
      'who',
      'what',
      'concert_id as concertId',
      'users.name as userName',
      'before',
      'after',
      'correlation_id as correlationId',
    ]);

/** What was done within the last seconds, oldest first. */
export const readLatestActions = (em: EntityManager, seconds: number): Promise<ActionView[]> =>
  selectActions(em).where('at', '>', secondsAgo(seconds)).orderBy('operator_action.at').limit(PAGE).execute();
