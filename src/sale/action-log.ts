import type { EntityManager } from '@mikro-orm/postgresql';
import { type RawBuilder, sql } from 'kysely';
import { PAGE } from '../../config/limits.ts';
import { iso } from '../database/iso.ts';
import type { WrittenTogether } from '../database/written-together.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';

export type ActionName =
  | 'sign-in'
  | 'sign-out'
  | 'create-users'
  | 'create-concert'
  | 'change-concert'
  | 'send-message'
  | 'release-hold';

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

/** An action as it is read. */
export interface ActionView extends Action {
  id: string;
  at: string;
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

const COLUMNS = sql`
  id, ${iso('at')} as at, who, what, concert_id as "concertId", before, after,
  correlation_id as "correlationId"`;

/** A page of what was done, of one concert or anywhere, newest first, older than the action named. */
export async function readActions(
  em: EntityManager,
  { concertId, before }: { concertId: string | null; before: string | null },
): Promise<{ actions: ActionView[]; next: string | null }> {
  const { rows } = await sql<ActionView>`
    select ${COLUMNS} from operator_action
    where ${concertId === null ? sql`true` : sql`concert_id = ${concertId}`}
      and ${before === null ? sql`true` : sql`operator_action.id < ${before}`}
    order by operator_action.id desc limit ${PAGE + 1}`.execute(em.getKysely());
  const actions = rows.slice(0, PAGE);
  return { actions, next: rows.length > PAGE ? (actions.at(-1)?.id ?? null) : null };
}

/** What was done within the last seconds, oldest first. */
export async function readLatestActions(em: EntityManager, seconds: number): Promise<ActionView[]> {
  const { rows } = await sql<ActionView>`
    select ${COLUMNS} from operator_action
    where operator_action.at > statement_timestamp() - make_interval(secs => ${seconds})
    order by operator_action.at limit ${PAGE}`.execute(em.getKysely());
  return rows;
}
