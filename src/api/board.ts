import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { KoaAdapter } from '@bull-board/koa';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Context, Middleware, Next } from 'koa';
import { sql } from 'kysely';
import { LANES_ON_BOARD, LANES_ON_BOARD_FRESH_MS } from '../../config/limits.ts';
import { REDIS_PREFIX } from '../../config/redis.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { literal } from '../database/literal.ts';
import type { Recognise } from '../identity/credentials.ts';
import { countRoles } from '../observability/presence.ts';
import { sessionTokenIn } from '../operators/session-cookie.ts';
import { LANE_ROLES, laneName, laneOf } from '../sale/lanes.ts';

export const BOARD_PATH = '/admin/queues';

/**
 * The queue dashboard: every lane of the newest concerts, to look at. A job is a doorbell without content, so
 * there is nothing to be mended by hand and the board is read-only.
 */
export function board(parts: { orm: Orm; redis: Redis; recognise: Recognise }): {
  middleware: Middleware;
  close(): Promise<void>;
} {
  const adapter = new KoaAdapter().setBasePath(BOARD_PATH);
  const shown = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Frontrow lanes', hideRedisDetails: true } },
  });
  const queues = new Map<string, Queue>();
  let freshUntil = 0;

  const refresh = async () => {
    if (performance.now() < freshUntil) return;
    freshUntil = performance.now() + LANES_ON_BOARD_FRESH_MS;
    const lanes = await lanesToShow(parts.orm);
    for (const lane of lanes) {
      if (!queues.has(lane.name)) queues.set(lane.name, openQueue(lane.name, parts.redis));
    }
    for (const [name, queue] of queues) {
      if (lanes.some((lane) => lane.name === name)) continue;
      queues.delete(name);
      void queue.close();
    }
    shown.replaceQueues(
      lanes.flatMap(({ name, title }) => {
        const queue = queues.get(name);
        const { role, concertId } = laneOf(name);
        const isShared = lanes.some(
          (lane) => lane.title === title && laneOf(lane.name).concertId !== concertId,
        );
        const concert = isShared ? `${title} (${concertId})` : title;
        return queue === undefined ? [] : new ShownLane(queue, { concert, role, concertId }, parts.redis);
      }),
    );
  };

  const show = adapter.registerPlugin();
  return {
    middleware: async (context, next) => {
      if (context.path !== BOARD_PATH && !context.path.startsWith(`${BOARD_PATH}/`)) return next();
      await admitOperator(context, parts.recognise);
      if (context.method !== 'GET' && context.method !== 'HEAD') {
        throw new Refusal('METHOD_NOT_ALLOWED', { headers: { allow: 'GET, HEAD' } });
      }
      await refresh();
      context.set('content-security-policy', BOARD_POLICY);
      await show(context as Context & Parameters<typeof show>[0], next as Next);
      if (typeof context.body === 'string') context.body = withoutForeignLinks(context.body);
    },
    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
    },
  };
}

/** Between the name of a concert and that of its lane, where the board's list makes a branch. */
const BRANCH = ' – ';

/** A lane under the name of its concert, of which the board says truly whether somebody serves it. */
class ShownLane extends BullMQAdapter {
  readonly #name: string;
  readonly #redis: Redis;

  constructor(queue: Queue, lane: { concert: string; role: string; concertId: string }, redis: Redis) {
    super(queue, { readOnlyMode: true, description: lane.concertId, delimiter: BRANCH });
    this.#name = `${lane.concert.replaceAll(BRANCH, ' - ')}${BRANCH}${lane.role}`;
    this.#redis = redis;
  }

  /** The board knows and lists its queues by this. */
  override getName(): string {
    return this.#name;
  }

  /** A lane that was quiet has been let go; every worker that is there would take it as soon as it is rung. */
  override async getWorkers(): ReturnType<BullMQAdapter['getWorkers']> {
    const serving = await super.getWorkers();
    if (serving === null || serving.length > 0) return serving;
    const { workers } = await countRoles(this.#redis);
    return Array.from({ length: workers }, (_, index) => ({
      id: `ready-${index + 1}`,
      name: 'ready, takes the lane when it is rung',
      addr: '',
      age: 0,
    }));
  }
}

/** The board brings all it needs and sets styles from its scripts; nothing comes from another host. */
const BOARD_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The board's page asks another host for its typeface; without that it takes the one of the machine. */
const withoutForeignLinks = (page: string) =>
  page.replaceAll(/<link\b[^>]*\bhref="(https?:)?\/\/[^>]*>/g, '');

/** A browser shows its session, or signs in with HTTP Basic, any name and the admin key; a program sends the key. */
async function admitOperator(context: Context, recognise: Recognise): Promise<void> {
  const [scheme, value = ''] = context.get('authorization').split(' ', 2);
  const password = Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
  // No plain object: the caller chooses the name, and "constructor" is found in every one.
  const keys = new Map<string | undefined, string | null>([
    ['', null],
    ['basic', password],
    ['bearer', value],
  ]);
  const caller = await recognise({
    bearer: keys.get(scheme?.toLowerCase()),
    claimedUserId: undefined,
    session: sessionTokenIn(context.headers),
    knock: { door: 'dashboard', address: context.ip },
  });
  if (caller.kind === 'operator') return;
  const challenge = { headers: { 'www-authenticate': 'Basic realm="Frontrow", charset="UTF-8"' } };
  if (caller.kind === 'anonymous') throw new Refusal('UNAUTHENTICATED', challenge);
  if (caller.kind === 'invalid') throw new Refusal('INVALID_TOKEN', challenge);
  throw new Refusal('FORBIDDEN');
}

const lanesToShow = (orm: Orm): Promise<{ name: string; title: string }[]> =>
  orm.em
    .fork()
    .getKysely()
    .selectFrom('concert')
    .innerJoin('lane', (join) =>
      join.on(({ eb, ref }) => {
        const names = LANE_ROLES.map(
          (role) => sql<string>`${literal(laneName(role, ''))} || ${ref('concert.id')}`,
        );
        return eb('lane.name', 'in', names);
      }),
    )
    .select(['lane.name', 'concert.title'])
    .orderBy('concert.created_at', 'desc')
    .orderBy('lane.name')
    .limit(LANES_ON_BOARD)
    .execute();

function openQueue(name: string, redis: Redis): Queue {
  const queue = new Queue(name, {
    connection: redis,
    prefix: REDIS_PREFIX,
    skipVersionCheck: true,
    skipMetasUpdate: true,
    skipWaitingForReady: true,
  });
  queue.on('error', () => {});
  return queue;
}
