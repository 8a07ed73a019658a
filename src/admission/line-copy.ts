import { IsolationLevel } from '@mikro-orm/postgresql';
import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import { REDIS_PREFIX } from '../../config/redis.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { literal } from '../database/literal.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import type { Log } from '../observability/log.ts';

/** What one commit did to a line: the numbers that came and went, and the version that it has now. */
export interface LineChange {
  version: number;
  cameIn: readonly number[];
  wentOut: readonly number[];
}

/**
 * Follows one change, if the copy is exactly one version behind; answers 0 when it is not.
 * KEYS: line, version. ARGV: new version, how many came, the numbers that came, the numbers that went.
 */
const FOLLOW = `
local version = tonumber(redis.call('get', KEYS[2]))
local target = tonumber(ARGV[1])
if version ~= nil and version >= target then return 1 end
if (version or 0) ~= target - 1 then return 0 end
local came = tonumber(ARGV[2])
for i = 3, 2 + came do redis.call('zadd', KEYS[1], ARGV[i], ARGV[i]) end
for i = 3 + came, #ARGV do redis.call('zrem', KEYS[1], ARGV[i]) end
redis.call('set', KEYS[2], ARGV[1])
return 1`;

/**
 * Puts a new copy in the place of an older one; a newer one, made meanwhile, stays.
 * KEYS: line, version, draft. ARGV: the draft's version.
 */
const REPLACE = `
local version = tonumber(redis.call('get', KEYS[2]))
if version ~= nil and version >= tonumber(ARGV[1]) then return redis.call('del', KEYS[3]) end
redis.call('del', KEYS[1])
if redis.call('exists', KEYS[3]) == 1 then redis.call('rename', KEYS[3], KEYS[1]) end
return redis.call('set', KEYS[2], ARGV[1])`;

const REBUILD_PORTION = 5_000;

const lineKey = (concertId: string) => `${REDIS_PREFIX}:line:{${concertId}}`;
const versionKey = (concertId: string) => `${REDIS_PREFIX}:line-version:{${concertId}}`;

/**
 * A copy of each line in Redis, so that a rank is found without counting. Only the lane that holds the line
 * writes it. The copy knows its version: one that missed a commit, or was emptied, is made anew.
 */
export class LineCopy {
  readonly #orm: Orm;
  readonly #redis: Redis;
  readonly #log: Log;

  constructor(parts: { orm: Orm; redis: Redis; log: Log }) {
    this.#orm = parts.orm;
    this.#redis = parts.redis;
    this.#log = parts.log;
  }

  /** After a commit. Never throws: without the copy a rank is counted in the table. */
  async follow(concertId: string, change: LineChange): Promise<void> {
    try {
      // Whoever came and went within one commit never stood in the line.
      const came = [...new Set(change.cameIn).difference(new Set(change.wentOut))];
      const went = [...new Set(change.wentOut).difference(new Set(change.cameIn))];
      const followed = await this.#redis.eval(
        FOLLOW,
        2,
        lineKey(concertId),
        versionKey(concertId),
        change.version,
        came.length,
        ...came,
        ...went,
      );
      if (followed !== 1) await this.#rebuild(concertId);
    } catch (error) {
      this.#log.warn({ err: error, concertId }, 'the copy of the line could not follow');
    }
  }

  /** When a process takes a lane over: whoever had it before may have died between commit and copy. */
  async check(concertId: string): Promise<void> {
    try {
      const version = await versionOf(this.#orm.em.fork(), concertId);
      const copied = Number((await this.#redis.get(versionKey(concertId))) ?? 0);
      if (version > copied) await this.#rebuild(concertId);
    } catch (error) {
      this.#log.warn({ err: error, concertId }, 'the copy of the line could not be checked');
    }
  }

  /**
   * When Redis is there, again: it may have come back with what it knew some time ago, and nobody serves the lane
   * of a line in which nothing moves.
   */
  async checkAll(): Promise<void> {
    try {
      const lines = await this.#orm.em
        .fork()
        .getKysely()
        .selectFrom('waiting_room')
        .select(['concert_id as concertId', 'line_version as version'])
        .where('waiting', '>', literal(0))
        .execute();
      const copied = await Promise.all(lines.map(({ concertId }) => this.#redis.get(versionKey(concertId))));
      for (const [index, { concertId, version }] of lines.entries()) {
        if (version > Number(copied[index] ?? 0)) await this.#rebuild(concertId);
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'the copies of the lines could not be checked');
    }
  }

  /** Writes the whole line beside the old copy and puts it in its place at once. */
  async #rebuild(concertId: string): Promise<void> {
    const { version, numbers } = await this.#orm.em.fork().transactional(
      async (em) => ({
        version: await versionOf(em, concertId),
        numbers: await em
          .getKysely()
          .selectFrom('queue_token')
          .select('number')
          .where('concert_id', '=', concertId)
          .where('status', '=', literal('WAITING'))
          .orderBy('number')
          .execute(),
      }),
      { isolationLevel: IsolationLevel.REPEATABLE_READ },
    );
    const draft = `${lineKey(concertId)}:${timeOrderedId()}`;
    for (let from = 0; from < numbers.length; from += REBUILD_PORTION) {
      const portion = numbers.slice(from, from + REBUILD_PORTION);
      await this.#redis.zadd(draft, ...portion.flatMap(({ number }) => [number, number]));
    }
    await this.#redis.eval(REPLACE, 3, lineKey(concertId), versionKey(concertId), draft, version);
    this.#log.info({ concertId, waiting: numbers.length }, 'the copy of the line was made anew');
  }
}

/** Of the line in the table; 0 for one that nobody has entered yet. */
async function versionOf(em: EntityManager, concertId: string): Promise<number> {
  const room = await em
    .getKysely()
    .selectFrom('waiting_room')
    .select('line_version as version')
    .where('concert_id', '=', concertId)
    .executeTakeFirst();
  return room?.version ?? 0;
}

/** So many ranks are found at a time: nobody else's command waits for more than about a millisecond. */
const RANKS_PORTION = 1_000;

/** KEYS: line. ARGV: numbers. Answers how many stand before each; nil for those that do not wait. */
const RANKS = `
local ahead = {}
for i = 1, #ARGV do ahead[i] = redis.call('zrank', KEYS[1], ARGV[i]) end
return ahead`;

/** Ranks of these numbers, 1 for the next; null where the number does not wait. Throws when Redis is away. */
export async function copiedRanks(
  redis: Redis,
  concertId: string,
  numbers: readonly number[],
): Promise<(number | null)[]> {
  const asking: Promise<unknown>[] = [];
  for (let from = 0; from < numbers.length; from += RANKS_PORTION) {
    const portion = numbers.slice(from, from + RANKS_PORTION);
    asking.push(redis.eval(RANKS, 1, lineKey(concertId), ...portion));
  }
  const ahead = (await Promise.all(asking)).flat() as (number | null)[];
  return ahead.map((before) => (before === null ? null : before + 1));
}

/**
 * The ranks by the table itself, in the order of the numbers: exact whatever happened to the copy. The line and
 * the numbers are walked once, side by side, by SQL: a thousand ranks among 20,000 take 3 ms of Node's CPU, and 27 when
 * the builder reads the line to count in it.
 */
export async function countedRanks(
  em: EntityManager,
  concertId: string,
  numbers: readonly number[],
): Promise<number[]> {
  const { rows } = await sql<{ rank: number }>`
    select rank::int from (
      select place, sum(waits) over (order by number, place nulls first rows unbounded preceding) as rank
      from (
        select number, 1 as waits, null::bigint as place from queue_token
        where concert_id = ${concertId} and status = 'WAITING' and number <= ${Math.max(...numbers)}
        union all
        select number, 0, place from unnest(${numbers}::bigint[]) with ordinality as asked (number, place)
      ) as line
    ) as counted
    where place is not null order by place`.execute(em.getKysely());
  return rows.map(({ rank }) => rank);
}
