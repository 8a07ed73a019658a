import { createServer, type Server } from 'node:http';
import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import { STORE_TIMEOUT_MS } from '../../config/limits.ts';
import { clientAddress } from '../contract/address.ts';
import type { Orm } from '../database/connect.ts';
import { migrationsAreApplied } from '../database/migrations-applied.ts';
import { sameAs } from '../identity/same-as.ts';
import { WrongKeys } from '../identity/wrong-keys.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export interface Readiness {
  ready: boolean;
  database: 'ok' | 'unreachable';
  migrations: 'applied' | 'pending' | 'unknown';
  redis: 'ok' | 'unreachable';
}

/** Whether this process can serve: both stores answer within `STORE_TIMEOUT_MS`, and the schema is there. */
export async function readiness(orm: Orm, redis: Redis): Promise<Readiness> {
  const [database, pong] = await Promise.all([
    inTime(async () => {
      const em = orm.em.fork();
      await sql`select 1`.execute(em.getKysely());
      return (await migrationsAreApplied(em)) ? ('applied' as const) : ('pending' as const);
    }),
    inTime(() => redis.ping()),
  ]);
  return {
    ready: database === 'applied' && pong !== null,
    database: database === null ? 'unreachable' : 'ok',
    migrations: database ?? 'unknown',
    redis: pong === null ? 'unreachable' : 'ok',
  };
}

async function inTime<Value>(ask: () => Promise<Value>): Promise<Value | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), STORE_TIMEOUT_MS);
  try {
    return await Promise.race([ask(), late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** `/healthz`, `/readyz` and `/metrics` of a process that serves nothing else. */
export async function serveHealth(parts: {
  port: number;
  host: string;
  orm: Orm;
  redis: Redis;
  metrics: Metrics;
  log: Log;
  /** Each opens `/metrics`; without any nobody is shown it here. */
  metricsKey: string | null;
  adminKey: string | null;
  adminKeyPrevious: string | null;
  wrongKeysPerAddress: number;
  logAddresses: 'full' | 'short' | 'off';
}): Promise<{ port: number; close(): Promise<void> }> {
  const { wrongKeysPerAddress: perAddress, logAddresses, metrics, log } = parts;
  const wrongKeys = new WrongKeys({ perAddress, logAddresses, metrics, log });
  const keys = [parts.metricsKey, parts.adminKey, parts.adminKeyPrevious]
    .filter((key) => key !== null)
    .map(sameAs);
  const isKey = (given: string) => keys.some((same) => same(given));
  const server: Server = createServer(async (request, response) => {
    const answer = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type }).end(body);
    try {
      if (request.url === '/healthz') return answer(200, 'application/json', '{"status":"alive"}');
      if (request.url === '/readyz') {
        const state = await readiness(parts.orm, parts.redis);
        return answer(state.ready ? 200 : 503, 'application/json', JSON.stringify(state));
      }
      if (request.url === '/metrics') {
        const key = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
        if (key === undefined || !isKey(key)) {
          if (key !== undefined) {
            const address = clientAddress(request, 0);
            const told = await wrongKeys.tell({ door: 'health', address }).catch((error: unknown) => error);
            if (told !== undefined)
              return answer(429, 'application/json', '{"status":"too many wrong keys"}');
          }
          return answer(401, 'application/json', '{"status":"METRICS_KEY is wanted as a bearer token"}');
        }
        return answer(200, parts.metrics.registry.contentType, await parts.metrics.registry.metrics());
      }
      return answer(404, 'application/json', '{"status":"not found"}');
    } catch (error) {
      parts.log.error({ err: error }, 'the health check failed');
      return answer(500, 'application/json', '{"status":"failed"}');
    }
  });
  server.listen(parts.port, parts.host);
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : parts.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Whoever looks after our health may keep a connection open for longer than we live.
        server.closeAllConnections();
      }),
  };
}
