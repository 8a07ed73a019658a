import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { Refusal } from '../contract/refusals.ts';
import { isUniqueViolation } from '../lane/faults.ts';

/** Which of these ids belong to users already. */
export async function takenUserIds(em: EntityManager, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select id from users where id = any(${ids}::uuid[])`.execute(em.getKysely());
  return new Set(rows.map(({ id }) => id));
}

/** Creates users, each with an empty wallet. Throws `INVALID_REQUEST` when an id was taken meanwhile. */
export async function createUsers(
  em: EntityManager,
  users: readonly { id: string; name: string }[],
): Promise<void> {
  try {
    await sql`
      with created as (
        insert into users (id, name)
        select * from unnest(${users.map(({ id }) => id)}::uuid[], ${users.map(({ name }) => name)}::text[])
        returning id
      )
      insert into account (id, kind, balance) select id, 'wallet', 0 from created`.execute(em.getKysely());
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refusal('INVALID_REQUEST');
    throw error;
  }
}
