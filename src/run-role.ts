import { SettingsError } from '../config/environment.ts';
import { DRAIN_MS, SAME_SIGNAL_MS } from '../config/limits.ts';

/** A role that runs in this process until it is closed; `close` resolves when all that it began is done. */
export interface Running {
  close(): Promise<void>;
}

/**
 * The life of a process: start, serve, drain on SIGTERM or SIGINT, end. A wrong setting ends the start with
 * sentences on standard error; a drain that takes longer than `DRAIN_MS`, or that is asked for again, is cut short.
 */
export async function runRole(start: (stop: AbortSignal) => Promise<Running>): Promise<void> {
  const stopped = stopSignal();
  try {
    const running = await start(stopped);
    if (!stopped.aborted) {
      await new Promise((resolve) => stopped.addEventListener('abort', resolve, { once: true }));
    }
    await running.close();
    process.exit(0);
  } catch (error) {
    const told =
      error instanceof SettingsError ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`${told}\n`);
    process.exit(1);
  }
}

/**
 * Aborts on the first signal, also in the middle of a start. npm and process managers pass on a signal that
 * the terminal has sent to all of us already, so the same again at once means nothing; later it means haste.
 */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  let signalledAt = 0;
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      if (!stopping.signal.aborted) setTimeout(() => process.exit(1), DRAIN_MS).unref();
      else if (performance.now() - signalledAt > SAME_SIGNAL_MS) process.exit(1);
      signalledAt = performance.now();
      stopping.abort();
    });
  }
  return stopping.signal;
}
