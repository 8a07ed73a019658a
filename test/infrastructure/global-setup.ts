import { keepForTeardown } from './run-postgres.ts';
import { startTemplatePostgres } from './template-postgres.ts';

/** One PostgreSQL for the whole run, whose database every test file copies. */
export default async function setUp(): Promise<void> {
  const { postgres, dataDir } = await startTemplatePostgres();
  keepForTeardown(postgres, dataDir);
  process.env.FRONTROW_TEST_POSTGRES = postgres.url;
}
