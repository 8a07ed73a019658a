import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EmbeddedServer } from '../../start/embedded/server.ts';
import { startPostgres } from '../../start/embedded-postgres.ts';

const root = join(import.meta.dirname, '..', '..');

/**
 * A PostgreSQL with one migrated database, which tests copy. A run that is killed leaves nothing behind: the
 * server's guard stops it and removes its folder.
 */
export async function startTemplatePostgres(
  options: { durable: boolean; port?: number } = { durable: false },
): Promise<{ postgres: EmbeddedServer; dataDir: string; again(): Promise<EmbeddedServer> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'frontrow-test-'));
  const start = () =>
    startPostgres({
      ...options,
      dataDir,
      maxConnections: 300,
      database: 'frontrow_template',
      temporary: true,
    });
  const postgres = await start();
  await promisify(execFile)(process.execPath, ['src/database/migrate.ts'], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: postgres.url },
  });
  return { postgres, dataDir, again: start };
}
