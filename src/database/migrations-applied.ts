import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Log } from '../observability/log.ts';
import type { EntityManager, Orm } from './connect.ts';
import { migrations } from './migrations/index.ts';

/** Whether every migration that this code knows has been applied: asked by SQL, for their table is MikroORM's own. */
export async function migrationsAreApplied(em: EntityManager): Promise<boolean> {
  const table = await sql<{ there: boolean }>`
    select to_regclass('mikro_orm_migrations') is not null as there`.execute(em.getKysely());
  if (table.rows[0]?.there !== true) return false;
  const { rows } = await sql<{ name: string }>`select name from mikro_orm_migrations`.execute(em.getKysely());
  const applied = new Set(rows.map(({ name }) => name));
  return migrations.every(({ name }) => applied.has(name));
}

/** Single roles wait here, not ready, until somebody has run `npm run migrate`. */
export async function waitForMigrations(orm: Orm, log: Log, stop: AbortSignal): Promise<void> {
  for (let told = false; !stop.aborted; ) {
    const applied = await migrationsAreApplied(orm.em.fork()).catch(() => null);
    if (applied === true) return;
    if (!told) log.warn(applied === null ? 'waiting for the database' : 'waiting for the migrations');
    told = true;
    await pause(500, undefined, { signal: stop }).catch(() => {});
  }
}
