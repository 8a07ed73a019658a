import { stopKept } from './run-postgres.ts';

export default async function tearDown(): Promise<void> {
  await stopKept();
}
