import { sql } from 'kysely';
import {
  ATTENDANCE_PORTION,
  ATTENDANCE_PORTIONS_PER_TICK,
  ATTENDANCE_ROUND_MS,
  ATTENDANCE_SETTLED_MS,
  ATTENDANCE_SHARE,
  ATTENDANCE_TICK_MS,
} from '../../config/limits.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import type { Log } from '../observability/log.ts';
import type { TokenState } from '../sale/tokens.ts';

/** A token whose fan was there so many seconds ago. */
interface Seen {
  id: string;
  ago: number;
}

/** What became of one that stands: whether its row says so, or somebody else was at it, and how long it is enough; null for ever. */
interface Noted {
  id: string;
  written: boolean;
  goodForSeconds: number | null;
}

/**
 * Writes down who was there: a place in line is kept for `waitingSeconds` from then, and whoever was awaited inside has
 * shown up. Only rows that this changes are written; those that somebody else holds are passed, for nobody may wait
 * for this, nor this for anybody.
 */
export async function noteSeen(em: EntityManager, seen: readonly Seen[]): Promise<Noted[]> {
  const { rows } = await sql<Noted>`
    with known as materialized (
      select token.id, status, show_up_by is not null as awaited, ago, waiting_seconds as patience
      from unnest(${seen.map(({ id }) => id)}::uuid[], ${seen.map(({ ago }) => ago)}::float8[]) as seen (id, ago)
      join queue_token as token using (id)
      join waiting_room using (concert_id)
      where status in ('WAITING', 'ACTIVE')
    ), locked as materialized (
      select id from queue_token
      where id in (select id from known where status = 'WAITING' or awaited) and status in ('WAITING', 'ACTIVE')
      order by id for no key update skip locked
    ), written as (
      update queue_token set
        expires_at = case queue_token.status when 'WAITING'
          then greatest(expires_at, statement_timestamp() + make_interval(secs => patience - ago))
          else expires_at end,
        show_up_by = null
      from known join locked using (id)
      where queue_token.id = known.id
      returning queue_token.id
    )
    select known.id, written.id is not null or status = 'ACTIVE' and not awaited as written,
           case status when 'WAITING' then patience * ${ATTENDANCE_SHARE}::float8 end as "goodForSeconds"
    from known left join written using (id)`.execute(em.getKysely());
  return rows;
}

/**
 * Knows who of this process's fans is there, by their sockets and calls, and has it written down: rarely, and many at
 * once. A place is put off when an eighth of its patience has passed, so a line of a hundred thousand that may be away
 * for two hours costs a hundred rows a second, and a poll costs nothing. What a killed process had not written yet is
 * that eighth.
 */
export class Attendance {
  readonly #orm: Orm;
  readonly #log: Log;
  /** When the fan of a token was there last, by this process's clock; those with a socket are there now. */
  readonly #seen = new Map<string, number>();
  /** Until when the row of a token says enough. */
  readonly #goodUntil = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #listening: () => Iterable<string> = () => [];
  #nextRound = 0;
  #underWay: Promise<void> | null = null;

  constructor(parts: { orm: Orm; log: Log }) {
    this.#orm = parts.orm;
    this.#log = parts.log;
    this.#timer = setInterval(() => {
      this.#underWay ??= this.#write().finally(() => {
        this.#underWay = null;
      });
    }, ATTENDANCE_TICK_MS);
  }

  /** Those whose tokens this lists have a socket here: they are there for as long as it does. */
  countIn(listening: () => Iterable<string>): void {
    this.#listening = listening;
  }

  /** The fan calls, or begins to listen. */
  heard({ tokenId, status, awaited, secondsLeft }: TokenState): void {
    if (status === 'ACTIVE') {
      if (awaited) this.cameIn(tokenId);
      return;
    }
    if (status !== 'WAITING') return;
    const now = performance.now();
    const good = now + secondsLeft * ATTENDANCE_SHARE * 1_000;
    if (good < (this.#goodUntil.get(tokenId) ?? Number.POSITIVE_INFINITY)) this.#isGood(tokenId, good);
    this.#seen.set(tokenId, now);
  }

  /** Somebody who listens here was let in, or calls from inside for the first time. */
  cameIn(tokenId: string): void {
    this.#goodUntil.delete(tokenId);
    this.#seen.set(tokenId, performance.now());
  }

  /** The fan's socket is gone: they were there until now. */
  left(tokenId: string): void {
    if (this.#goodUntil.has(tokenId)) this.#seen.set(tokenId, performance.now());
  }

  /** The token has ended: nobody asks any more. */
  forget(tokenId: string): void {
    this.#seen.delete(tokenId);
    this.#goodUntil.delete(tokenId);
  }

  /** Writes down those who are gone; those whose sockets end now come back elsewhere. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#underWay;
    await this.#note([...this.#seen].slice(0, ATTENDANCE_PORTION));
  }

  async #write(): Promise<void> {
    const now = performance.now();
    if (now >= this.#nextRound) this.#goRound(now);
    const due: [string, number][] = [];
    for (const entry of this.#seen) {
      if (now < (this.#goodUntil.get(entry[0]) ?? 0)) continue;
      due.push(entry);
      if (due.length === ATTENDANCE_PORTION * ATTENDANCE_PORTIONS_PER_TICK) break;
    }
    for (let from = 0; from < due.length; from += ATTENDANCE_PORTION) {
      await this.#note(due.slice(from, from + ATTENDANCE_PORTION));
    }
  }

  /** Whoever has a socket is there; the next round comes when the first of them has to be written. */
  #goRound(now: number): void {
    let next = now + ATTENDANCE_ROUND_MS;
    for (const tokenId of this.#listening()) {
      const good = this.#goodUntil.get(tokenId) ?? 0;
      if (good <= now) this.#seen.set(tokenId, now);
      else if (good < next) next = good;
    }
    this.#nextRound = next;
    // Of those who are gone nothing is left to be written once their last time was.
    for (const [tokenId, good] of this.#goodUntil) {
      if (good < now && !this.#seen.has(tokenId)) this.#goodUntil.delete(tokenId);
    }
  }

  #isGood(tokenId: string, until: number): void {
    this.#goodUntil.set(tokenId, until);
    if (until < this.#nextRound) this.#nextRound = until;
  }

  async #note(seen: readonly [tokenId: string, at: number][]): Promise<void> {
    if (seen.length === 0) return;
    const asked = performance.now();
    try {
      const noted = await noteSeen(
        this.#orm.em.fork(),
        seen.map(([id, at]) => ({ id, ago: (asked - at) / 1_000 })),
      );
      const standing = new Map(noted.map((one) => [one.id, one]));
      for (const [tokenId, at] of seen) {
        const found = standing.get(tokenId);
        if (found === undefined) this.forget(tokenId);
        // One that somebody else was at is tried again.
        if (found?.written !== true) continue;
        const { goodForSeconds } = found;
        this.#isGood(
          tokenId,
          asked + (goodForSeconds === null ? ATTENDANCE_SETTLED_MS : goodForSeconds * 1_000),
        );
        if (this.#seen.get(tokenId) === at) this.#seen.delete(tokenId);
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'it could not be written down who is there');
    }
  }
}
