import type { Redis } from 'ioredis';
import type { Orm } from '../../database/connect.ts';
import { healthBody } from '../../language/health-body.ts';
import { healthAnswer } from '../../language/operator-answers.ts';
import { lookAtHealth } from '../../operator/health.ts';
import { type Route, route } from '../route.ts';

/** What operators see of the service. */
export const operationRoutes = (parts: { orm: Orm; redis: Redis }): Route[] => [
  route({
    method: 'get',
    path: '/v1/admin/health',
    tag: 'Operators',
    summary: 'How the service is, and what is wrong in words',
    credential: 'operator',
    answers: { 200: { description: 'As seen by the process that answers', schema: healthAnswer } },
    refusals: [],
    unavailable: 'SERVER_BUSY',
    async handle({ language }) {
      return { status: 200, body: healthBody(await lookAtHealth(parts), language) };
    },
  }),
];
