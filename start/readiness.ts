import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from './start-error.ts';

/** Waits until the API says that it can serve. */
export async function untilReady(api: string, stopping: AbortSignal, patienceMs = 60_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let last = 'no answer';
  while (Date.now() < deadline) {
    stopping.throwIfAborted();
    try {
      const answer = await fetch(`${api}/readyz`, { signal: AbortSignal.timeout(5_000) });
      if (answer.status === 200) return;
      last = `${answer.status} ${(await answer.text()).slice(0, 500)}`;
    } catch {
      last = 'no answer';
    }
    await sleep(100, undefined, { signal: stopping });
  }
  throw new StartError(`The API was not ready after ${patienceMs / 1000} s. GET /readyz: ${last}`);
}
