import type { Redis } from 'ioredis';
import type { Orm } from '../database/connect.ts';
import { estimatedWaitSeconds, type Pace, paceOf } from './estimate.ts';
import { copiedRanks, countedRank } from './line-copy.ts';
import type { TokenState } from './token-states.ts';
import { WaitingRoom } from './waiting-room.ts';

/** Where somebody stands, as polling and the socket tell it. */
export interface Place {
  status: 'WAITING' | 'ACTIVE';
  number: number;
  /** 1 for the next to be admitted, 0 once admitted. */
  rank: number;
  ahead: number;
  estimatedWaitSeconds: number;
}

type Door = { room: WaitingRoom; pace: Pace };

/** How long the door's settings and the pace of the line may be remembered. */
const DOOR_CACHE_MS = 1_000;

/** Finds places: the rank in the copy of the line, or by counting when the copy does not know it. */
export class Places {
  readonly #orm: Orm;
  readonly #redis: Redis;
  readonly #doors = new Map<string, { door: Promise<Door>; until: number }>();

  constructor(parts: { orm: Orm; redis: Redis }) {
    this.#orm = parts.orm;
    this.#redis = parts.redis;
  }

  async of(token: TokenState): Promise<Place> {
    if (token.status !== 'WAITING') return this.inside(token.number);
    const [rank] = await this.ranks(token.concertId, [token.number]);
    return this.waiting(
      token.number,
      rank ?? (await countedRank(this.#orm.em.fork(), token.concertId, token.number)),
      await this.door(token.concertId),
    );
  }

  /** Ranks by the copy; null where it does not know the number, or cannot be asked. */
  async ranks(concertId: string, numbers: readonly number[]): Promise<(number | null)[]> {
    if (this.#redis.status !== 'ready') return numbers.map(() => null);
    return copiedRanks(this.#redis, concertId, numbers).catch(() => numbers.map(() => null));
  }

  waiting(number: number, rank: number, { room, pace }: Door): Place {
    return {
      status: 'WAITING',
      number,
      rank,
      ahead: Math.max(rank - 1, 0),
      estimatedWaitSeconds: estimatedWaitSeconds(rank, room, pace),
    };
  }

  inside(number: number): Place {
    return { status: 'ACTIVE', number, rank: 0, ahead: 0, estimatedWaitSeconds: 0 };
  }

  door(concertId: string): Promise<Door> {
    const now = performance.now();
    const known = this.#doors.get(concertId);
    if (known !== undefined && now < known.until) return known.door;
    for (const [id, { until }] of this.#doors) if (until < now) this.#doors.delete(id);
    const door = this.#readDoor(concertId);
    this.#doors.set(concertId, { door, until: now + DOOR_CACHE_MS });
    door.catch(() => this.#doors.delete(concertId));
    return door;
  }

  async #readDoor(concertId: string): Promise<Door> {
    const em = this.#orm.em.fork();
    return {
      room: await em.findOneOrFail(WaitingRoom, { concertId }),
      pace: await paceOf(em, concertId),
    };
  }
}
