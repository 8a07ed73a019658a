import { sql } from 'kysely';
import { migrationEnvironment, SettingsError } from '../../config/environment.ts';
import { connectDatabase } from './connect.ts';
import { grantService } from './service-role.ts';

/** `npm run migrate`: applies what is missing. Two at once wait for each other. */
async function migrate(): Promise<void> {
  const { databaseUrl, serviceRole } = migrationEnvironment();
  const orm = connectDatabase(databaseUrl, 'migrate');
  try {
    const lock = orm.em.fork();
    await lock.transactional(async () => {
      await sql`select pg_advisory_xact_lock(hashtextextended('frontrow migrations', 0))`.execute(
        lock.getKysely(),
      );
      const applied = await orm.migrator.up();
      for (const { name } of applied) process.stdout.write(`applied ${name}\n`);
      if (serviceRole !== null) await grantService(lock, serviceRole);
      if (applied.length === 0) process.stdout.write('nothing to apply\n');
    });
  } finally {
    await orm.close(true);
  }
}

try {
  await migrate();
} catch (error) {
  process.stderr.write(`${error instanceof SettingsError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
