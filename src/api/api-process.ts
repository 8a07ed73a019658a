import { createServer, type Server } from 'node:http';
import type { ApiEnvironment } from '../../config/environment.ts';
import {
  DRAIN_WAIT_MS,
  HEADER_BYTES,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_TIMEOUT_MS,
  REQUEST_TIMEOUT_MS,
  STANDSTILL_TIMEOUT_MS,
  TIMEOUTS_CHECKED_EVERY_MS,
} from '../../config/limits.ts';
import { failFastRedis, listeningRedis } from '../../config/redis.ts';
import { Attendance } from '../admission/attendance.ts';
import { LiveTokens } from '../admission/live-tokens.ts';
import { Places } from '../admission/places.ts';
import { TokenSigner } from '../admission/token-jwt.ts';
import { TokenStates } from '../admission/token-states.ts';
import { TokenStories } from '../admission/token-stories.ts';
import { RateLimit } from '../contract/rate-limit.ts';
import { connectDatabase } from '../database/connect.ts';
import { recogniser } from '../identity/credentials.ts';
import { sameAs } from '../identity/same-as.ts';
import { WrongKeys, wrongKeysTold } from '../identity/wrong-keys.ts';
import { Acceptor } from '../lane/accept.ts';
import { Doorbell } from '../lane/doorbell.ts';
import { Announcements } from '../live/announcements.ts';
import { OutcomeWaiters } from '../live/outcome-waiters.ts';
import { SOCKET_PATH, Sockets } from '../live/sockets.ts';
import { openLog, openRequestLog } from '../observability/log.ts';
import { openMetrics } from '../observability/metrics.ts';
import { keepPresent } from '../observability/presence.ts';
import { AdminKeys } from '../operators/admin-keys.ts';
import { RecentNotices } from '../operators/notices.ts';
import { SaleHistory } from '../operators/sale-history.ts';
import { OperatorSessions } from '../operators/sessions.ts';
import { ConcertReads } from '../reads/concert-reads.ts';
import type { Running } from '../run-role.ts';
import { laneRules } from '../sale/lanes.ts';
import { createApp } from './app.ts';
import { board } from './board.ts';
import { descriptionPages } from './description/pages.ts';
import { HttpDrain } from './http-drain.ts';
import { ROUTES } from './routes.ts';
import { site } from './site.ts';

/** Starts one API process: HTTP and sockets on one port. `port` is the one it got. */
export async function startApi(environment: ApiEnvironment): Promise<Running & { port: number }> {
  // Throws when a setting is wrong: before anything is open that would have to be closed again, for the database is
  // connected to when it is first asked.
  const signer = new TokenSigner(environment.tokenSecret, environment.tokenSecretPrevious);
  const adminKeys = new AdminKeys(environment);
  const orm = connectDatabase(environment.databaseUrl, 'api');
  const sessions = new OperatorSessions(orm, adminKeys);
  const recognised = await recogniser(environment, adminKeys, signer, sessions);
  const log = openLog('api', environment.logLevel);
  const metrics = openMetrics('api');
  const wrongKeys = new WrongKeys({
    perAddress: environment.wrongKeysPerAddress,
    logAddresses: environment.logAddresses,
    metrics,
    log,
  });
  const recognise = wrongKeysTold(recognised, wrongKeys);
  const redis = failFastRedis(environment.redisUrl);
  redis.on('error', (error) => log.warn({ err: error }, 'Redis is away'));
  const subscriber = listeningRedis(environment.redisUrl);
  subscriber.on('error', (error) => log.debug({ err: error }, 'Redis is away'));

  const tokens = new TokenStates(orm);
  const attendance = new Attendance({ orm, log });
  const stories = new TokenStories(orm);
  const liveTokens = new LiveTokens(orm);
  const places = new Places({ orm, redis });
  const concerts = new ConcertReads(orm);
  const doorbell = new Doorbell(redis);
  const waiters = new OutcomeWaiters(orm, log);
  const acceptor = new Acceptor({
    orm,
    doorbell,
    rulesOf: laneRules,
    redisReady: () => redis.status === 'ready',
    metrics,
    log,
  });
  const history = new SaleHistory(orm);
  const notices = new RecentNotices(orm);
  const queues = board({ orm, redis, recognise });
  const app = createApp({
    routes: ROUTES,
    calls: {
      orm,
      redis,
      concerts,
      acceptor,
      waiters,
      attendance,
      liveTokens,
      places,
      signer,
      doorbell,
      sessions,
      history,
      notices,
      walletMode: environment.walletMode,
      visitors: { identity: environment.identity.mode, demoFile: environment.demoFile },
      adminKeys,
      wrongKeys,
      metrics,
      log,
    },
    pages: [queues.middleware, site(), descriptionPages(ROUTES)],
    orm,
    attendance,
    stories,
    tokens,
    concerts,
    recognise,
    adminKeys,
    opensFigures: environment.metricsKey === null ? () => false : sameAs(environment.metricsKey),
    logAddresses: environment.logAddresses,
    perUser: new RateLimit(environment.rateLimitPerUser),
    perAddress: new RateLimit(environment.rateLimitPerAddress),
    trustProxyHops: environment.trustProxyHops,
    metrics,
    log,
    requestLog: openRequestLog('api', environment.logLevel),
  });

  const http = createServer(
    {
      maxHeaderSize: HEADER_BYTES,
      connectionsCheckingInterval: TIMEOUTS_CHECKED_EVERY_MS,
      // Clients that offer another protocol to everybody are answered in this one.
      shouldUpgradeCallback: ({ url }) => url?.startsWith(SOCKET_PATH) === true,
    },
    app.callback(),
  );
  http.headersTimeout = HEADERS_TIMEOUT_MS;
  http.requestTimeout = REQUEST_TIMEOUT_MS;
  http.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  http.timeout = STANDSTILL_TIMEOUT_MS;
  const sockets = new Sockets({
    http,
    orm,
    recognise,
    signer,
    tokens,
    attendance,
    stories,
    liveTokens,
    places,
    notices,
    concerts,
    metrics,
    log,
    trustProxyHops: environment.trustProxyHops,
    limits: environment,
    operators: { redis, doorbell, history, sessions },
  });
  const drain = new HttpDrain(http);

  const announcements = new Announcements(subscriber, log);
  // What is remembered of the tables is forgotten before anybody hears that it changed.
  announcements.listen(({ events }) => {
    for (const event of events) {
      if (event.type !== 'token-ended') continue;
      tokens.forget(event.tokenId);
      attendance.forget(event.tokenId);
    }
  });
  announcements.listen((announcement) => concerts.hear(announcement));
  announcements.listen((announcement) => waiters.hear(announcement));
  announcements.listen((announcement) => sockets.hear(announcement));
  announcements.start();

  const port = await listen(http, environment);
  const stopSaying = keepPresent(redis, 'api', log);
  log.info({ host: environment.host, port }, 'listening');
  return {
    port,
    async close() {
      // Requests under way are answered; whoever waits for an outcome gets it or its address.
      waiters.drain(DRAIN_WAIT_MS);
      await Promise.all([drain.close(), sockets.close(), stopSaying()]);
      waiters.close();
      announcements.close();
      await queues.close();
      await attendance.close();
      await doorbell.close();
      redis.disconnect();
      await orm.close(true);
      log.info('drained');
    },
  };
}

async function listen(http: Server, { port, host }: ApiEnvironment): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  });
  const address = http.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
