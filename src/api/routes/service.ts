import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Identity } from '../../../config/environment.ts';
import { CURRENCY } from '../../../config/limits.ts';
import type { Orm } from '../../database/connect.ts';
import { readinessAnswer } from '../../language/answers.ts';
import { siteAnswer } from '../../language/operator-answers.ts';
import { readiness } from '../../observability/health.ts';
import type { Log } from '../../observability/log.ts';
import type { Metrics } from '../../observability/metrics.ts';
import { metricsOfAll } from '../../observability/shared-metrics.ts';
import { measureSales } from '../../operators/sale-gauges.ts';
import { readDemoUsers } from '../demo-users.ts';
import { type Route, route } from '../route.ts';

export const serviceRoutes = (parts: {
  orm: Orm;
  redis: Redis;
  /** How the service learns who a user is, and where a demo keeps its users. */
  visitors: { identity: Identity['mode']; demoFile: string | null };
  metrics: Metrics;
  log: Log;
}): Route[] => [
  route({
    method: 'get',
    path: '/v1/site',
    tag: 'Service',
    summary: 'What the pages need to know first',
    credential: 'none',
    answers: { 200: { description: 'How users are known, and what money is', schema: siteAnswer } },
    refusals: [],
    unavailable: 'SERVER_BUSY',
    async handle() {
      const { identity, demoFile } = parts.visitors;
      const users = identity === 'trust' ? await readDemoUsers(demoFile) : null;
      const demo = users === null ? {} : { demo: { users } };
      return { status: 200, body: { identity, currency: CURRENCY, ...demo } };
    },
  }),
  route({
    method: 'get',
    path: '/healthz',
    tag: 'Service',
    summary: 'Alive',
    credential: 'none',
    answers: { 200: { description: 'This process runs', schema: z.object({ status: z.literal('alive') }) } },
    refusals: [],
    unavailable: 'SERVER_BUSY',
    async handle() {
      return { status: 200, body: { status: 'alive' } };
    },
  }),
  route({
    method: 'get',
    path: '/readyz',
    tag: 'Service',
    summary: 'Able to serve: database and Redis reachable, migrations applied',
    credential: 'none',
    answers: {
      200: { description: 'Ready', schema: readinessAnswer },
      503: { description: 'Not ready, and why', schema: readinessAnswer },
    },
    refusals: [],
    unavailable: 'SERVER_BUSY',
    async handle() {
      const state = await readiness(parts.orm, parts.redis);
      return { status: state.ready ? 200 : 503, body: state };
    },
  }),
  route({
    method: 'get',
    path: '/metrics',
    tag: 'Service',
    summary: 'Figures in Prometheus text format',
    credential: 'operator',
    answers: { 200: { description: 'This process, the sales, and every process without a port of its own' } },
    refusals: [],
    unavailable: 'SERVER_BUSY',
    async handle() {
      // What the process knows of itself is told also when the database is away.
      await measureSales(parts.orm.em.fork(), parts.metrics).catch((error: unknown) =>
        parts.log.warn({ err: error }, 'the sales could not be measured'),
      );
      return {
        status: 200,
        body: await metricsOfAll(parts.redis, parts.metrics),
        headers: { 'content-type': parts.metrics.registry.contentType },
      };
    },
  }),
];
