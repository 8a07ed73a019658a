import { sql } from 'kysely';
import type { EntityManager } from './connect.ts';

/** What is written once and never changed: a trigger refuses it, and the service may not even try. */
const APPEND_ONLY = ['entry', 'transfer', 'operator_action'];

/**
 * Lets the role under which the service runs read and write rows and nothing else: it owns no table, so it can neither
 * change nor empty one, nor take a trigger away. Done after every migration, so that new tables are not forgotten.
 */
export async function grantService(em: EntityManager, serviceRole: string): Promise<void> {
  const role = sql.id(serviceRole);
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(em.getKysely());
  const schema = sql.id(rows[0]?.schema ?? 'public');
  const statements = [
    sql`revoke all on all tables in schema ${schema} from ${role}`,
    sql`grant usage on schema ${schema} to ${role}`,
    sql`grant select, insert, update, delete on all tables in schema ${schema} to ${role}`,
    sql`grant usage on all sequences in schema ${schema} to ${role}`,
    sql`grant execute on all functions in schema ${schema} to ${role}`,
    sql`revoke update, delete on ${sql.join(APPEND_ONLY.map((table) => sql.table(table)))} from ${role}`,
    sql`revoke insert, update, delete on mikro_orm_migrations from ${role}`,
  ];
  for (const statement of statements) await statement.execute(em.getKysely());
}
