import { sql } from 'kysely';
import { type ZodType, z } from 'zod';
import {
  FUNNEL_REMEMBERED_MS,
  HISTORY_GRACE_SECONDS,
  HISTORY_KEPT_MS,
  HISTORY_LOCK_MS,
  HISTORY_MINUTES,
  HISTORY_POINT_SECONDS,
  HISTORY_PORTION_SECONDS,
  HISTORY_SUMMARIZED_MS,
} from '../../config/limits.ts';
import { instant } from '../contract/fields.ts';
import type { Orm } from '../database/connect.ts';
import { NOW } from '../lane/clock.ts';
import type { LaneRole } from '../sale/lanes.ts';
import { readSlots, type Slot, type Waited } from './read-slots.ts';

/** What happened in a sale within some seconds. */
export const point = z
  .object({
    at: instant.describe('The beginning of the seconds that the point is about'),
    joins: z.int().describe('People who joined the line'),
    admissions: z.int().describe('People who were let in'),
    decided: z.int().describe('Requests that got their outcome, in both lanes'),
    depth: z
      .object({ admission: z.int(), booking: z.int() } satisfies Record<LaneRole, ZodType>)
      .describe('Requests that waited for their outcome at the end'),
    oldestSeconds: z.number().describe('How long the oldest of them had waited then; 0 when none waited'),
    p50Ms: z.number().nullable().describe('Half were decided within so long after they were accepted'),
    p99Ms: z.number().nullable().describe('And all but one in a hundred; null when none was decided'),
  })
  .meta({ id: 'Point' });
export type Point = z.output<typeof point>;

/** How far people came. */
export const funnel = z
  .object({
    joined: z.int().describe('Places given in the line'),
    admitted: z.int().describe('Of these, let in'),
    held: z.int().describe('Of these, held seats'),
    paid: z.int().describe('Of these, paid'),
  })
  .meta({ id: 'Funnel' });
type Funnel = z.output<typeof funnel>;

/** What is known of one sale: slots that are over are never read again. */
interface Known {
  /** The first slot that was read. */
  from: number;
  /** The first slot that is still to be read, or read again. */
  open: number;
  slots: Map<number, Slot>;
  queued: Waited[];
  /** Seconds since 1970, by the database's clock, at the last look. */
  now: number;
  /** Both in milliseconds of this process's clock. */
  readAt: number;
  askedAt: number;
  reading: Promise<void>;
  funnel: { read: Promise<Funnel>; until: number } | null;
}

const PORTION = HISTORY_PORTION_SECONDS / HISTORY_POINT_SECONDS;

/**
 * The history of the sales that somebody looks at, out of the tables: nothing is written for it, and while nobody
 * looks nothing is read. Whoever goes on looking costs a query for the last seconds.
 */
export class SaleHistory {
  readonly #orm: Orm;
  readonly #sales = new Map<string, Known>();
  #summarizedAt = Number.NEGATIVE_INFINITY;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  /** The points of the last minutes, oldest first. */
  async points(concertId: string, minutes: number): Promise<Point[]> {
    const count = (minutes * 60) / HISTORY_POINT_SECONDS;
    const known = await this.#look(concertId, count);
    const last = slotAt(known.now);
    return Array.from({ length: count + 1 }, (_, index) => pointOf(known, last - count + index));
  }

  /** The point that was under way a second ago: so it is told once more when it is over. */
  async point(concertId: string): Promise<Point> {
    const known = await this.#look(concertId, 1);
    return pointOf(known, slotAt(known.now - 1));
  }

  async funnel(concertId: string): Promise<Funnel> {
    const known = await this.#look(concertId, 1);
    const now = performance.now();
    if (known.funnel === null || known.funnel.until < now) {
      const read = this.#readFunnel(concertId);
      known.funnel = { read, until: now + FUNNEL_REMEMBERED_MS };
      read.catch(() => {
        known.funnel = null;
      });
    }
    return known.funnel.read;
  }

  /** What is known when all that is newer than the last so many slots has been read. */
  async #look(concertId: string, count: number): Promise<Known> {
    const asked = performance.now();
    for (const [id, { askedAt }] of this.#sales)
      if (askedAt < asked - HISTORY_KEPT_MS) this.#sales.delete(id);
    const known = this.#sales.get(concertId) ?? this.#begin(concertId);
    known.askedAt = asked;
    // One after the other: whoever comes second finds nearly all read.
    known.reading = known.reading.catch(() => {}).then(() => this.#read(concertId, known, count));
    await known.reading;
    return known;
  }

  #begin(concertId: string): Known {
    const known: Known = {
      from: Number.POSITIVE_INFINITY,
      open: Number.POSITIVE_INFINITY,
      slots: new Map(),
      queued: [],
      now: 0,
      readAt: 0,
      askedAt: 0,
      reading: Promise.resolve(),
      funnel: null,
    };
    this.#sales.set(concertId, known);
    return known;
  }

  async #read(concertId: string, known: Known, count: number): Promise<void> {
    await this.#summarize();
    const last = slotAt(await this.#databaseSeconds(known));
    const wanted = last - count;
    // Whoever asks for more than was read begins anew.
    let next = wanted < known.from ? wanted : known.open;
    while (next <= last) {
      const to = Math.min(next + PORTION, last + 2);
      const { now, slots, queued } = await readSlots(this.#orm.em.fork(), concertId, { from: next, to });
      for (let slot = next; slot < to; slot += 1) known.slots.delete(slot);
      for (const slot of slots) known.slots.set(slot.slot, slot);
      Object.assign(known, { now, queued, readAt: performance.now() });
      next = to;
    }
    known.from = Math.min(known.from, wanted);
    known.open = slotAt(known.now - HISTORY_GRACE_SECONDS);
    this.#forgetOld(known, last);
  }

  /**
   * The index by which lately decided requests are found knows nothing of the end of the table, which would be read
   * as a whole every time. PostgreSQL's housekeeping sees to that once a minute; in a busy sale that is far behind.
   * Whoever holds the table back from this, such as that housekeeping itself, is let go first. No builder has words for it.
   */
  async #summarize(): Promise<void> {
    const now = performance.now();
    if (now - this.#summarizedAt < HISTORY_SUMMARIZED_MS) return;
    this.#summarizedAt = now;
    const em = this.#orm.em.fork();
    await em
      .transactional(async (inside) => {
        await sql`set local lock_timeout = ${sql.lit(HISTORY_LOCK_MS)}`.execute(inside.getKysely());
        await sql`select summarize_settled_requests()`.execute(inside.getKysely());
      })
      // It only saves time.
      .catch(() => {});
  }

  #forgetOld(known: Known, last: number): void {
    const oldest = last - (HISTORY_MINUTES * 60) / HISTORY_POINT_SECONDS;
    known.from = Math.max(known.from, oldest);
    for (const slot of known.slots.keys()) if (slot < oldest) known.slots.delete(slot);
  }

  /** The first look asks the database what time it is; later ones know it from the one before. */
  async #databaseSeconds(known: Known): Promise<number> {
    if (known.now > 0) return known.now + (performance.now() - known.readAt) / 1_000;
    const { now } = await this.#orm.em
      .fork()
      .getKysely()
      .selectNoFrom(sql<number>`extract(epoch from ${NOW})::float8`.as('now'))
      .executeTakeFirstOrThrow();
    return now;
  }

  /** Of those who were let in: who ever held something is looked for among the reservations of each. */
  async #readFunnel(concertId: string): Promise<Funnel> {
    const people = await this.#orm.em
      .fork()
      .getKysely()
      .selectFrom('waiting_room')
      .innerJoinLateral(
        ({ selectFrom }) =>
          selectFrom('queue_token as token')
            .select(({ fn, or, eb, exists, selectFrom }) => [
              fn.countAll<number>().as('admitted'),
              fn.countAll<number>().filterWhere('status', '=', 'COMPLETED').as('paid'),
              fn
                .countAll<number>()
                .filterWhere(
                  or([
                    eb('status', '=', 'COMPLETED'),
                    exists(
                      selectFrom('reservation')
                        .select('id')
                        .whereRef('reservation.user_id', '=', 'token.user_id')
                        .whereRef('reservation.token_id', '=', 'token.id'),
                    ),
                  ]),
                )
                .as('held'),
            ])
            .whereRef('token.concert_id', '=', 'waiting_room.concert_id')
            .where('admitted_at', 'is not', null)
            .as('inside'),
        (join) => join.onTrue(),
      )
      .select(['last_number as joined', 'admitted', 'held', 'paid'])
      .where('waiting_room.concert_id', '=', concertId)
      .executeTakeFirst();
    return people ?? { joined: 0, admitted: 0, held: 0, paid: 0 };
  }
}

const slotAt = (seconds: number): number => Math.floor(seconds / HISTORY_POINT_SECONDS);

function pointOf({ slots, queued, now }: Known, slot: number): Point {
  const found = slots.get(slot);
  const end = Math.min((slot + 1) * HISTORY_POINT_SECONDS, now);
  const depth = { admission: 0, booking: 0 };
  let oldest = end;
  const later = [...slots.values()].filter((one) => one.slot > slot).flatMap(({ waited }) => waited);
  for (const waited of [...later, ...queued]) {
    if (waited.slot > slot) continue;
    depth[waited.lane] += waited.count;
    oldest = Math.min(oldest, waited.since);
  }
  return {
    at: new Date(slot * HISTORY_POINT_SECONDS * 1_000).toISOString(),
    joins: found?.joins ?? 0,
    admissions: found?.admissions ?? 0,
    decided: found?.decided ?? 0,
    depth,
    oldestSeconds: Math.max(Math.round((end - oldest) * 1_000) / 1_000, 0),
    p50Ms: rounded(found?.p50Ms ?? null),
    p99Ms: rounded(found?.p99Ms ?? null),
  };
}

const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 10) / 10);
