import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import { AskedTogether } from '../database/asked-together.ts';
import type { Orm } from '../database/connect.ts';
import { Remembered } from '../database/remembered.ts';
import { NOW } from '../lane/clock.ts';
import { keptUntil, type TokenState } from '../sale/tokens.ts';
import { WaitingRoom } from '../sale/waiting-room.ts';
import { estimateFor, letTimePass } from './estimate.ts';
import { copiedRanks, countedRanks } from './line-copy.ts';
import type { Place } from './place.ts';

export type Door = { room: WaitingRoom };

/** How long the door's settings and figures may be remembered. */
const DOOR_CACHE_MS = 1_000;

/** Finds places: the rank in the copy of the line, or by counting when the copy does not know it. */
export class Places {
  readonly #orm: Orm;
  readonly #redis: Redis;
  readonly #asked = new AskedTogether<number>((keys) => this.#find(keys), 0);
  readonly #doors = new Remembered<Promise<Door>>(DOOR_CACHE_MS);

  constructor(parts: { orm: Orm; redis: Redis }) {
    this.#orm = parts.orm;
    this.#redis = parts.redis;
  }

  async of({ concertId, status, number }: TokenState): Promise<Place> {
    if (status !== 'WAITING') return this.inside(number);
    const rank = await this.#asked.of(`${concertId} ${number}`);
    return this.waiting(number, rank, await this.door(concertId));
  }

  /** The place, and until when it is kept at least. */
  async keptOf(token: TokenState): Promise<Place & { expiresAt: string }> {
    const place = await this.of(token);
    if (place.status === 'ACTIVE') return { ...place, expiresAt: token.expiresAt };
    const { room } = await this.door(token.concertId);
    const expiresAt = new Date(token.expiresAt);
    const kept = keptUntil({ expiresAt }, room);
    if (kept !== null)
      return { ...place, expiresAt: kept > expiresAt ? kept.toISOString() : token.expiresAt };
    // While nobody's patience ends, it is kept as if admission went on now.
    const now = expiresAt.getTime() - token.secondsLeft * 1_000;
    const anew = Math.max(expiresAt.getTime(), now + room.waitingSeconds * 1_000);
    return { ...place, expiresAt: new Date(anew).toISOString() };
  }

  /** Ranks by the copy; null where it does not know the number, or cannot be asked. */
  async ranks(concertId: string, numbers: readonly number[]): Promise<(number | null)[]> {
    if (this.#redis.status !== 'ready') return numbers.map(() => null);
    return copiedRanks(this.#redis, concertId, numbers).catch(() => numbers.map(() => null));
  }

  /** Ranks by the table: for numbers that the copy does not know and that wait nevertheless. */
  counted(concertId: string, numbers: readonly number[]): Promise<number[]> {
    return countedRanks(this.#orm.em.fork(), concertId, numbers);
  }

  waiting(number: number, rank: number, { room }: Door): Place {
    return {
      status: 'WAITING',
      number,
      rank,
      ahead: Math.max(rank - 1, 0),
      ...estimateFor(rank, room),
    };
  }

  inside(number: number): Place {
    return { status: 'ACTIVE', number, rank: 0, ahead: 0, estimatedWaitSeconds: 0, estimatedWait: null };
  }

  door(concertId: string): Promise<Door> {
    return this.#doors.orRead(concertId, () => this.#readDoor(concertId));
  }

  /** The ranks of several who asked together; each key is a concert and a number in its line. */
  async #find(keys: string[]): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    for (const [concertId = '', asked] of Map.groupBy(keys, (key) => key.split(' ')[0])) {
      const numbers = asked.map((key) => Number(key.split(' ')[1]));
      const ranks = await this.ranks(concertId, numbers);
      const unknown = numbers.filter((_, index) => ranks[index] === null);
      const counted = unknown.length === 0 ? [] : await this.counted(concertId, unknown);
      for (const [index, key] of asked.entries()) found.set(key, ranks[index] ?? counted.shift() ?? 0);
    }
    return found;
  }

  async #readDoor(concertId: string): Promise<Door> {
    const em = this.#orm.em.fork();
    const room = await em.findOneOrFail(WaitingRoom, { concertId });
    const { rows } = await sql<{ now: Date }>`select ${NOW} as now`.execute(em.getKysely());
    // What is read is shown and not written: the estimate grows with the time in which nobody goes.
    if (rows[0] !== undefined) letTimePass(room, rows[0].now);
    return { room };
  }
}
