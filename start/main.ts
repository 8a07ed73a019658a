import { once } from 'node:events';
import { join, relative } from 'node:path';
import { apiEnvironment, SettingsError, startEnvironment } from '../config/environment.ts';
import { freePort, localAddress } from './address.ts';
import { refuseTakenPort, usableDataDir } from './before.ts';
import { type Demo, type DemoOptions, demoFile, provideDemo } from './demo.ts';
import { startPostgres } from './embedded-postgres.ts';
import { startRedis } from './embedded-redis.ts';
import { inheritedEnvironment } from './inherited-environment.ts';
import { keepServer } from './kept-server.ts';
import { openLog } from './log.ts';
import { buildPagesIfMissing } from './pages.ts';
import { untilReady } from './readiness.ts';
import { migrate, type Roles, startRoles } from './roles.ts';
import { keptSecret } from './secrets.ts';
import { StartError } from './start-error.ts';
import { summary } from './summary.ts';

/** `npm start`: everything on one machine, from nothing to a sale that a person can try. */

const hurryMs = 5_000;
/** npm passes on the signal that the terminal has already sent to all of us. */
const sameSignalMs = 500;

const say = (line: string) => console.log(line);
const stopping = new AbortController();
let failure: unknown = null;

/** How to stop each thing that was started, in the order in which they were started. */
const started: (() => Promise<void>)[] = [];
let roles: Roles | null = null;

function giveUp(reason: unknown): void {
  if (stopping.signal.aborted) return;
  failure = reason;
  stopping.abort();
}

async function start(): Promise<void> {
  const begun = Date.now();
  const settings = startEnvironment();
  // The roles would find these faults as well, but only once everything else has been started for them.
  const { identity, healthPort } = apiEnvironment(
    inheritedEnvironment({
      DATABASE_URL: settings.databaseUrl ?? 'postgres://to-be-started',
      REDIS_URL: settings.redisUrl ?? 'redis://to-be-started',
      ADMIN_KEY: settings.adminKey ?? 'to be read or made',
      TOKEN_SECRET: settings.tokenSecret ?? 'to be read or made',
    }),
  );
  const { host } = settings;
  const port = settings.port === 0 ? await freePort(host) : settings.port;
  await refuseTakenPort(host, port);
  const dataDir = await usableDataDir(settings.dataDir);
  say('Frontrow is starting ...');

  const adminKey = settings.adminKey ?? (await keptSecret(dataDir, 'admin-key'));
  const tokenSecret = settings.tokenSecret ?? (await keptSecret(dataDir, 'token-secret'));
  const databaseUrl = settings.databaseUrl ?? (await postgresIn(join(dataDir, 'postgres')));
  const redisUrl = settings.redisUrl ?? (await redisIn(join(dataDir, 'redis')));
  const given = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    ADMIN_KEY: adminKey,
    TOKEN_SECRET: tokenSecret,
    HOST: host,
    PORT: String(port),
    DEMO_FILE: settings.demo ? demoFile(dataDir) : '',
  };

  const log = await openLog(join(dataDir, 'frontrow.log'), say);
  started.push(() => log.close());
  stopping.signal.throwIfAborted();
  await Promise.all([migrate(given, log), buildPagesIfMissing(log)]);
  stopping.signal.throwIfAborted();
  roles = startRoles(given, { healthPort, log, say, giveUp });
  started.push(roles.drain);

  const api = localAddress(host, port);
  await untilReady(api, stopping.signal);
  const canCharge = identity.mode === 'trust';
  const demo = settings.demo ? await demoIfPossible({ api, adminKey, dataDir, canCharge }) : null;
  stopping.signal.throwIfAborted();
  const keyToShow = settings.adminKey === null ? adminKey : null;
  const logFile = relative('', log.file);
  say(summary({ api, adminKey: keyToShow, demo, logFile, tookMs: Date.now() - begun }));
}

function postgresIn(dataDir: string): Promise<string> {
  return embedded('PostgreSQL', (port) => startPostgres({ dataDir, port }));
}

function redisIn(dataDir: string): Promise<string> {
  return embedded('Redis', (port) => startRedis({ dataDir, port }));
}

async function embedded(name: string, launch: Parameters<typeof keepServer>[1]): Promise<string> {
  stopping.signal.throwIfAborted();
  const server = await keepServer(name, launch, { say, giveUp });
  started.push(server.stop);
  return server.url;
}

/** The service is as good without its demo, so a demo that fails is told and no more. */
async function demoIfPossible(options: DemoOptions): Promise<Demo | null> {
  if (!options.canCharge) say('The demo users have no money: charging for them needs IDENTITY=trust.');
  try {
    return await provideDemo(options);
  } catch (error) {
    say(`The demo could not be made: ${(error as Error).message}`);
    return null;
  }
}

let signalledAt = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    const again = stopping.signal.aborted && Date.now() - signalledAt > sameSignalMs;
    signalledAt = Date.now();
    stopping.abort();
    if (!again) return;
    say('Hurrying.');
    roles?.kill();
    setTimeout(() => process.exit(1), hurryMs).unref();
  });
}
// The terminal may be closed while there are still things to put in order.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const stopped = once(stopping.signal, 'abort');
const starting = start().catch(giveUp);
await stopped;
if (failure === null) say('Stopping: accepted requests are finished first. Ctrl-C again hurries.');
await starting;
for (const end of started.reverse()) await end();
if (failure instanceof SettingsError || failure instanceof StartError) console.error(failure.message);
else if (failure !== null) console.error(failure);
process.exit(failure === null ? 0 : 1);
