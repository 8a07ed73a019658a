import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPostgres } from '../../start/embedded-postgres.ts';
import { keepForTeardown } from './run-postgres.ts';

const root = join(import.meta.dirname, '..', '..');

/**
 * One PostgreSQL for the whole run, with one migrated database that every test file copies. A run that is
 * killed leaves nothing behind: the server's guard stops it and removes its folder.
 */
export default async function setUp(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'frontrow-test-'));
  const postgres = await startPostgres({
    dataDir,
    durable: false,
    maxConnections: 300,
    database: 'frontrow_template',
    temporary: true,
  });
  keepForTeardown(postgres, dataDir);
  await promisify(execFile)(process.execPath, ['src/database/migrate.ts'], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: postgres.url },
  });
  process.env.FRONTROW_TEST_POSTGRES = postgres.url;
}
