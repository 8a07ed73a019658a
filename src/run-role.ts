import { SettingsError } from '../config/environment.ts';
import { DRAIN_MS } from '../config/limits.ts';

/** A role that runs in this process until it is closed; `close` resolves when all that it began is done. */
export interface Running {
  close(): Promise<void>;
}

/**
 * The life of a process: start, serve, drain on SIGTERM or SIGINT, end. A wrong setting ends the start with
 * sentences on standard error; a drain that takes longer than `DRAIN_MS` is cut short.
 */
export async function runRole(start: (stop: AbortSignal) => Promise<Running>): Promise<void> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  try {
    const running = await start(stopping.signal);
    if (!stopping.signal.aborted) {
      await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve, { once: true }));
    }
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    await running.close();
    process.exit(0);
  } catch (error) {
    const told =
      error instanceof SettingsError ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`${told}\n`);
    process.exit(1);
  }
}
