import { sql } from 'kysely';
import type { Newcomer } from '../contract/caller.ts';
import type { EntityManager } from '../database/connect.ts';
import { WrittenTogether } from '../database/written-together.ts';
import { NOW } from '../lane/clock.ts';
import type { Batch, Sweep, Work } from '../lane/lane.ts';
import { releaseHolds } from '../sale/release-holds.ts';
import type { SaleTimes } from '../sale/sale-state.ts';
import {
  admitTokens,
  endTokens,
  insertTokens,
  lockTokens,
  type Patience,
  type QueueToken,
  TOKEN_COLUMNS,
  type TokenRow,
  tokenOfRow,
} from '../sale/tokens.ts';
import { insertNewcomers } from '../sale/users.ts';
import type { AdmissionGround, Wanted } from './kind.ts';
import type { Line } from './line.ts';
import type { LineCopy } from './line-copy.ts';

/** A concert as the door knows it. */
export interface DoorsConcert extends SaleTimes {
  id: string;
  /** Every seat of every date to come is sold: nothing is free, and nothing that is held could be. */
  soldOut: boolean;
}

/**
 * Once the door is locked: when the sale is, what the database's clock says, and whose time has run out. A concert that is
 * put away has no date to come.
 */
export async function lookAround({ em }: Work, concertId: string, room: Patience, sweep: Sweep) {
  const { rows } = await sql<Omit<DoorsConcert, 'id'> & { now: Date; due: string[] }>`
    select ${NOW} as now, sale_opens_at as "saleOpensAt", sale_closes_at as "saleClosesAt",
      (select max(starts_at) from concert_date where concert_id = concert.id and not concert.archived) as "lastStartsAt",
      not exists (
        select from concert_date
        where concert_id = concert.id and starts_at > ${NOW} and seats_sold < seats_total
      ) as "soldOut",
      array(${dueTokens(concertId, room, sweep)})::text[] as due
    from concert where id = ${concertId}`.execute(em.getKysely());
  const [found] = rows;
  if (found === undefined) throw new Error(`there is no concert ${concertId}`);
  const { now, due, ...sale } = found;
  const concert: DoorsConcert = { id: concertId, ...sale };
  return { concert, now, due };
}

/**
 * Those who have run out of time: inside, without having shown up, and in line, where patience is not asked for at all
 * while it stands still. Whoever holds a seat has shown up, whatever is written of them.
 */
function dueTokens(concertId: string, { paused, patienceFrom, waitingSeconds }: Patience, sweep: Sweep) {
  const { limit, except } = sweep;
  const mine = sql`concert_id = ${concertId} and not id = any(${except}::uuid[])`;
  return sql`
    select id from (
      (select id, expires_at as at from queue_token
       where ${mine} and status = 'ACTIVE' and expires_at <= statement_timestamp()
       order by expires_at limit ${limit})
      union all
      (select id, show_up_by from queue_token
       where ${mine} and status = 'ACTIVE' and show_up_by <= statement_timestamp() and expires_at > statement_timestamp()
         and not exists (select 1 from reservation where token_id = queue_token.id and status = 'HELD')
       order by show_up_by limit ${limit})
      union all
      (select id, expires_at from queue_token
       where ${mine} and status = 'WAITING' and expires_at <= statement_timestamp() and not ${paused}::boolean
         and coalesce(${patienceFrom ?? null}::timestamptz + make_interval(secs => ${waitingSeconds}) <= statement_timestamp(), true)
       order by expires_at limit ${limit})
    ) as due order by at limit ${limit}`;
}

interface BatchParts {
  copy: LineCopy;
  work: Work;
  concert: DoorsConcert;
  line: Line;
  due: readonly string[];
  sweep: Sweep;
}

/** One batch of the admission lane, with the door locked. */
export class AdmissionBatch implements Batch<Wanted>, AdmissionGround {
  readonly concert: DoorsConcert;
  readonly line: Line;
  due: readonly string[];
  advanced: readonly string[] = [];
  /** The users who exist or may be made, of those who want to join. */
  readonly users = new Set<string>();
  readonly #parts: BatchParts;
  readonly #em: EntityManager;
  readonly #newcomers = new Map<string, Newcomer>();
  #headCut = false;

  constructor(parts: BatchParts) {
    this.#parts = parts;
    this.#em = parts.work.em;
    this.concert = parts.concert;
    this.line = parts.line;
    this.due = parts.due;
  }

  async load(wants: readonly Wanted[]): Promise<void> {
    const joining = wants.flatMap((wanted) => wanted.joining ?? []);
    const leavers = new Set(wants.flatMap((wanted) => wanted.leavingOf ?? []));
    const coming = [...joining, ...leavers];

    const live = coming.length > 0 ? await this.#loadUsers(coming) : [];
    for (const { joining: userId, newcomer } of wants) {
      if (userId === undefined || newcomer === undefined || this.users.has(userId)) continue;
      this.#newcomers.set(userId, newcomer);
    }
    for (const userId of this.#newcomers.keys()) this.users.add(userId);
    const leaving = wants.flatMap((wanted) => wanted.leaving ?? []);
    leaving.push(...live.filter(({ userId }) => leavers.has(userId)).map(({ id }) => id));
    // Whoever comes back after a time-out that was not swept yet must not be held up by it.
    const overdue = live.filter((token) => !this.line.stands(token)).map(({ id }) => id);
    this.due = [...this.due, ...(await this.#turnedAway())];
    const ending = new Set([...this.due, ...overdue]);
    for (const token of await lockTokens(this.#em, [...ending, ...leaving])) {
      if (token.concertId !== this.concert.id) continue;
      this.line.know(token);
      // A payment or a hold may have changed it while this batch waited for the lock.
      const over = this.line.over(token);
      if (over !== null && ending.has(token.id)) this.line.end(token, 'EXPIRED', over);
    }
    this.line.enter(await this.#inside());
    const { advance } = this.#parts.sweep;
    const wanted = Math.min(Math.max(this.line.places + leaving.length, 0), advance);
    const head = await this.#head(wanted);
    this.#headCut = head.length === wanted;
    this.line.open(head);
    this.line.admit();
    this.advanced = this.line.admitted.map(({ id }) => id);
  }

  async finish(): Promise<void> {
    const { line } = this;
    const { work, copy } = this.#parts;
    if (line.ended.length > 0) {
      // Whoever had a place gives it up before it is taken by the same user's next token.
      const first = new WrittenTogether();
      endTokens(first, line.ended, line.now);
      await first.execute(this.#em);
      await releaseHolds(work, this.concert.id, line.ended);
    }
    // Who came in and left again in this very batch has ended.
    const inside = line.admitted.filter(({ status }) => status === 'ACTIVE').map(({ id }) => id);
    const { endOfVisit: expiresAt, showUpBy } = line;
    admitTokens(work.writes, inside, line.now, { expiresAt, showUpBy });
    // Their first token makes them, in the same statement; who was refused was never here.
    const made = new Set(line.joined.map(({ userId }) => userId));
    insertNewcomers(
      work.writes,
      [...this.#newcomers].flatMap(([userId, newcomer]) => (made.has(userId) ? { userId, ...newcomer } : [])),
    );
    insertTokens(work.writes, this.concert.id, line.joined, line.now);
    // More may come in than were loaded: the lane rings itself and goes on.
    if (this.#headCut && line.places > 0 && line.room.waiting > 0) work.rings.add(work.lane);
    const change = { version: line.room.lineVersion, cameIn: line.cameIn, wentOut: line.wentOut };
    if (line.moved) work.afterCommit.push(() => copy.follow(this.concert.id, change));
  }

  /**
   * The first who wait. Those whose time ran out in this very batch still stand in the table, and are passed, as is
   * whoever could not be let in before: one broken row does not keep everybody behind it out.
   */
  async #head(wanted: number): Promise<QueueToken[]> {
    if (wanted === 0) return [];
    const { rows } = await sql<TokenRow>`
      select ${TOKEN_COLUMNS} from queue_token
      where concert_id = ${this.concert.id} and status = 'WAITING'
        and not id = any(${this.#parts.sweep.except}::uuid[])
      order by queue_token.number limit ${wanted + this.line.ended.length}`.execute(this.#em.getKysely());
    return rows
      .map((row) => this.line.tokens.get(row.id) ?? tokenOfRow(row))
      .filter(({ status }) => status === 'WAITING')
      .slice(0, wanted);
  }

  /** Answers the tokens that these users have in this line. */
  async #loadUsers(userIds: readonly string[]): Promise<QueueToken[]> {
    // By user alone, and the concert is looked at here: there is an index for both, and one by concert besides,
    // by which PostgreSQL might go through the whole line for each of them.
    const { rows } = await sql<{ userId: string; token: TokenRow | null }>`
      select users.id as "userId", to_json(live) as token
      from users left join lateral (
        select ${TOKEN_COLUMNS} from queue_token
        where user_id = users.id and status in ('WAITING', 'ACTIVE')
      ) as live on true
      where users.id = any(${userIds}::uuid[])`.execute(this.#em.getKysely());
    for (const { userId } of rows) this.users.add(userId);
    const live = rows.flatMap(({ token }) =>
      token?.concertId === this.concert.id ? [tokenOfRow(token)] : [],
    );
    for (const token of live) this.line.know(token);
    return live;
  }

  /** The first who wait, when the sale has turned away from them: they end as if their time had run out. */
  async #turnedAway(): Promise<string[]> {
    const { sweep } = this.#parts;
    if (!this.line.turnsAway || this.line.room.waiting === 0) return [];
    const { rows } = await sql<{ id: string }>`
      select id from queue_token
      where concert_id = ${this.concert.id} and status = 'WAITING' and not id = any(${sweep.except}::uuid[])
      order by queue_token.number limit ${Math.max(sweep.limit - this.due.length, 0)}`.execute(
      this.#em.getKysely(),
    );
    return rows.map(({ id }) => id);
  }

  async #inside(): Promise<{ active: number; admittedLastMinute: number }> {
    const lately = sql`
      (select count(*)::int from queue_token
       where concert_id = ${this.concert.id} and admitted_at > statement_timestamp() - interval '60 seconds')`;
    const { rows } = await sql<{ active: number; admittedLastMinute: number }>`
      select
        (select count(*)::int from queue_token
         where concert_id = ${this.concert.id} and status = 'ACTIVE') as active,
        ${this.line.room.admitPerMinute == null ? sql`0` : lately} as "admittedLastMinute"`.execute(
      this.#em.getKysely(),
    );
    return rows[0] ?? { active: 0, admittedLastMinute: 0 };
  }
}
