import { join } from 'node:path';
import { keepForTeardown } from './run-postgres.ts';
import { startTemplatePostgres } from './template-postgres.ts';

const root = join(import.meta.dirname, '..', '..');

/** One PostgreSQL for the whole run, whose database every test file copies. */
export default async function setUp(): Promise<void> {
  // What one process has compiled no other has to: a role of its own is up in little more than half the time.
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'frontrow', 'compiled');
  const { postgres, dataDir } = await startTemplatePostgres();
  keepForTeardown(postgres, dataDir);
  process.env.FRONTROW_TEST_POSTGRES = postgres.url;
}
