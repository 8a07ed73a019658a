import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { EntityManager } from '../database/connect.ts';
import type { WrittenTogether } from '../database/written-together.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';

/** Everything that an operator can be written down to have done. */
export const ACTION_NAMES = [
  'sign-in',
  'sign-out',
  'create-users',
  'create-concert',
  'change-concert',
  'send-message',
  'release-hold',
  'credit-wallet',
] as const;
export type ActionName = (typeof ACTION_NAMES)[number];

/** Something that an operator did; never changed. */
export const OperatorAction = defineEntity({
  name: 'OperatorAction',
  tableName: 'operator_action',
  properties: {
    id: p.uuid().primary(),
    at: p.datetime().defaultRaw('clock_timestamp()'),
    who: p.text(),
    /** One of `ACTION_NAMES`; what was done may outlive the list. */
    what: p.text().$type<ActionName>(),
    concertId: p.uuid().strictNullable(),
    /** What it was, and what it came to: as far as it was changed. */
    before: p.json<Record<string, unknown>>().strictNullable(),
    after: p.json<Record<string, unknown>>().strictNullable(),
    correlationId: p.text(),
  },
});

/** What is to be written down. */
export type Action = Pick<
  InferEntity<typeof OperatorAction>,
  'who' | 'what' | 'concertId' | 'before' | 'after' | 'correlationId'
>;

/** Writes it down, in the transaction of what was done; under the id of what was done, where that has one. */
export async function recordAction(em: EntityManager, action: Action, id = timeOrderedId()): Promise<void> {
  await em.insert(OperatorAction, { id, ...action });
}

/** The same for what a lane's batch has done. */
export function recordActions(writes: WrittenTogether, actions: readonly Action[]): void {
  if (actions.length === 0) return;
  writes.add(sql`
    insert into operator_action (id, who, what, concert_id, before, after, correlation_id)
    select * from unnest(
      ${actions.map(() => timeOrderedId())}::uuid[],
      ${actions.map(({ who }) => who)}::text[],
      ${actions.map(({ what }) => what)}::text[],
      ${actions.map(({ concertId }) => concertId)}::uuid[],
      ${actions.map(({ before }) => (before === null ? null : JSON.stringify(before)))}::jsonb[],
      ${actions.map(({ after }) => (after === null ? null : JSON.stringify(after)))}::jsonb[],
      ${actions.map(({ correlationId }) => correlationId)}::text[]
    )`);
}
