import type { EntityManager } from '@mikro-orm/postgresql';
import { type RawBuilder, sql } from 'kysely';
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
] as const;
export type ActionName = (typeof ACTION_NAMES)[number];

/** Something that an operator did. */
export interface Action {
  who: string;
  what: ActionName;
  concertId: string | null;
  /** What it was, and what it came to: as far as it was changed. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  correlationId: string;
}

const insertion = (actions: readonly Action[]): RawBuilder<unknown> => sql`
  insert into operator_action (id, who, what, concert_id, before, after, correlation_id)
  select * from unnest(
    ${actions.map(() => timeOrderedId())}::uuid[],
    ${actions.map(({ who }) => who)}::text[],
    ${actions.map(({ what }) => what)}::text[],
    ${actions.map(({ concertId }) => concertId)}::uuid[],
    ${actions.map(({ before }) => (before === null ? null : JSON.stringify(before)))}::jsonb[],
    ${actions.map(({ after }) => (after === null ? null : JSON.stringify(after)))}::jsonb[],
    ${actions.map(({ correlationId }) => correlationId)}::text[]
  )`;

/** Writes it down, in the transaction of what was done. */
export async function recordAction(em: EntityManager, action: Action): Promise<void> {
  await insertion([action]).execute(em.getKysely());
}

/** The same for what a lane's batch has done. */
export function recordActions(writes: WrittenTogether, actions: readonly Action[]): void {
  if (actions.length > 0) writes.add(insertion(actions));
}
