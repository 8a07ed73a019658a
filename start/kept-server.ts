import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedServer } from './embedded/server.ts';
import { restartPauses } from './restarts.ts';
import { StartError } from './start-error.ts';

export interface KeptServer {
  url: string;
  stop(): Promise<void>;
}

/** An embedded server that comes back at the same address when it dies unasked. */
export async function keepServer(
  name: string,
  start: (port?: number) => Promise<EmbeddedServer>,
  { say, giveUp }: { say: (line: string) => void; giveUp: (reason: unknown) => void },
): Promise<KeptServer> {
  const stopping = new AbortController();
  const pauseAfter = restartPauses();
  let server = await start();
  const { url, port } = server;

  const live = async () => {
    for (;;) {
      const born = Date.now();
      await server.ended;
      if (stopping.signal.aborted) return;
      const pauseMs = pauseAfter(Date.now() - born);
      if (pauseMs === null) throw new StartError(`${name} ended again and again.`);
      say(`${name} ended unasked and is started again.`);
      await sleep(pauseMs, undefined, stopping);
      server = await start(port);
      if (stopping.signal.aborted) return server.stop();
    }
  };
  const life = live().catch((error) => {
    if (!stopping.signal.aborted) giveUp(error);
  });

  return {
    url,
    stop: async () => {
      stopping.abort();
      await server.stop();
      await life;
    },
  };
}
