import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { WalletMode } from '../../config/environment.ts';
import { CURRENCY } from '../../config/limits.ts';
import { Reply, route } from '../contract/call.ts';
import { givenId } from '../contract/fields.ts';
import type { Orm } from '../database/connect.ts';
import { type Readiness, readiness } from '../observability/health.ts';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { metricsOfAll } from '../observability/shared-metrics.ts';
import { measureSales } from '../operators/sale-gauges.ts';
import { readDemoUsers } from './demo-users.ts';

export const getSite = route({
  path: '/v1/site',
  tag: 'Service',
  summary: 'What the pages need to know first',
  notes: 'What the pages need to know before anybody has signed in.',
  credential: 'none',
  description: 'How users are known, and what money is',
  answer: z
    .object({
      identity: z.enum(['trust', 'jwt']).describe('How the service learns who a user is'),
      currency: z.string().describe('ISO 4217'),
      wallet: z
        .enum(['open', 'credited', 'off'])
        .describe('Whether fans charge their own wallet, or have one'),
      demo: z
        .object({ users: z.array(z.object({ id: givenId, name: z.string() })) })
        .optional()
        .describe('Users to try the service with, where a user id is simply believed'),
    })
    .meta({ id: 'Site' }),
  examples: {
    answer: {
      identity: 'trust',
      currency: 'KRW',
      wallet: 'open',
      demo: { users: [{ id: 'b2a7e1c4-93d5-4c1f-8e60-5f4a1c7d9b32', name: 'Ji-woo' }] },
    },
  },
  async handle(_call, { visitors, walletMode }: { visitors: Visitors; walletMode: WalletMode }) {
    const { identity, demoFile } = visitors;
    const users = identity === 'trust' ? await readDemoUsers(demoFile) : null;
    return {
      identity,
      currency: CURRENCY,
      wallet: walletMode,
      ...(users === null ? {} : { demo: { users } }),
    };
  },
});

/** How the service learns who a user is, and where a demo keeps its users. */
export interface Visitors {
  identity: 'trust' | 'jwt';
  demoFile: string | null;
}

export const getHealthz = route({
  path: '/healthz',
  tag: 'Service',
  summary: 'Alive',
  notes: 'For the process supervisor. Says nothing about the stores behind it.',
  credential: 'none',
  description: 'This process runs',
  answer: z.object({ status: z.literal('alive') }),
  examples: { answer: { status: 'alive' } },
  handle: async () => ({ status: 'alive' as const }),
});

const readinessAnswer = z
  .object({
    ready: z.boolean(),
    database: z.enum(['ok', 'unreachable']),
    migrations: z.enum(['applied', 'pending', 'unknown']),
    redis: z.enum(['ok', 'unreachable']),
  } satisfies Record<keyof Readiness, z.ZodType>)
  .meta({ id: 'Readiness' });

const ready = { ready: true, database: 'ok', migrations: 'applied', redis: 'ok' };

export const getReadyz = route({
  path: '/readyz',
  tag: 'Service',
  summary: 'Able to serve: database and Redis reachable, migrations applied',
  notes: 'For the load balancer. The same fields say what is missing.',
  credential: 'none',
  description: 'Ready',
  answer: readinessAnswer,
  examples: { answer: ready },
  otherwise: {
    503: {
      description: 'Not ready, and why',
      schema: readinessAnswer,
      example: { ...ready, ready: false, redis: 'unreachable' },
    },
  },
  async handle(_call, { orm, redis }: { orm: Orm; redis: Redis }) {
    const state = await readiness(orm, redis);
    return new Reply(state, { status: state.ready ? 200 : 503 });
  },
});

export const getMetrics = route({
  path: '/metrics',
  tag: 'Service',
  summary: 'Figures in Prometheus text format',
  notes: 'Scraped by Prometheus with `METRICS_KEY` as the bearer token; operators may look as well.',
  credential: 'operator',
  figures: true,
  description: 'This process, the sales, and every process without a port of its own',
  examples: {},
  async handle(_call, parts: { orm: Orm; redis: Redis; metrics: Metrics; log: Log }) {
    // What the process knows of itself is told also when the database is away.
    await measureSales(parts.orm.em.fork(), parts.metrics).catch((error: unknown) =>
      parts.log.warn({ err: error }, 'the sales could not be measured'),
    );
    return new Reply<undefined>(await metricsOfAll(parts.redis, parts.metrics), {
      headers: { 'content-type': parts.metrics.registry.contentType },
    });
  },
});
