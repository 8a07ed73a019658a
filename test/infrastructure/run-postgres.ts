import { rm } from 'node:fs/promises';
import type { EmbeddedServer } from '../../start/embedded/server.ts';

let kept: { postgres: EmbeddedServer; dataDir: string } | null = null;

/** Hands the run's server from the setup to the teardown, which run in the same process. */
export function keepForTeardown(postgres: EmbeddedServer, dataDir: string): void {
  kept = { postgres, dataDir };
}

export async function stopKept(): Promise<void> {
  if (kept === null) return;
  await kept.postgres.stop();
  await rm(kept.dataDir, { recursive: true, force: true });
}
