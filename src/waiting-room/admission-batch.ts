import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { ADMIT_BATCH } from '../../config/limits.ts';
import { Concert } from '../concert/concert.ts';
import type { Batch, Handler, Lane, Work } from '../lane/batch.ts';
import { databaseNow } from '../lane/clock.ts';
import type { AcceptedRequest } from '../lane/kind.ts';
import { type Pace, paceOf } from './estimate.ts';
import type { join } from './join.ts';
import type { leave } from './leave.ts';
import { Line } from './line.ts';
import type { LineCopy } from './line-copy.ts';
import { isLive, QueueToken } from './queue-token.ts';
import { WaitingRoom } from './waiting-room.ts';

export interface AdmissionHandlers {
  'issue-token': Handler<typeof join, AdmissionBatch>;
  'leave-queue': Handler<typeof leave, AdmissionBatch>;
}

/** What other folders do when tokens end, in the same transaction: holds are theirs to release. */
export type WhenTokensEnd = (work: Work, tokens: readonly QueueToken[], now: Date) => Promise<void>;

export interface AdmissionParts {
  handlers: AdmissionHandlers;
  whenTokensEnd: WhenTokensEnd;
  copy: LineCopy;
}

/** The admission lane: joins, leaves, time-outs and admissions of one concert. */
export const admissionLane = (parts: AdmissionParts): Lane => ({
  async open(work) {
    const room = await work.em.findOneOrFail(
      WaitingRoom,
      { concertId: work.concertId },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    const concert = await work.em.findOneOrFail(Concert, { id: work.concertId });
    return new AdmissionBatch(parts, work, concert, new Line(room, await databaseNow(work.em), work.events));
  },
  async sweepFailed() {
    // The token's holder is told when it has ended; the log and the metric tell the operator.
  },
});

export class AdmissionBatch implements Batch {
  readonly concert: Concert;
  readonly line: Line;
  /** The users who exist, of those who want to join. */
  readonly users = new Set<string>();
  pace: Pace = { admitted: 0, seconds: 60 };
  readonly #parts: AdmissionParts;
  readonly #work: Work;
  readonly #em: EntityManager;
  #headCut = false;

  constructor(parts: AdmissionParts, work: Work, concert: Concert, line: Line) {
    this.#parts = parts;
    this.#work = work;
    this.#em = work.em;
    this.concert = concert;
    this.line = line;
  }

  async due(limit: number, except: readonly string[]): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from queue_token
      where concert_id = ${this.concert.id} and status in ('WAITING', 'ACTIVE')
        and expires_at <= clock_timestamp() and not id = any(${except}::uuid[])
      order by expires_at limit ${limit}`.execute(this.#em.getKysely());
    return rows.map(({ id }) => id);
  }

  async load(requests: readonly AcceptedRequest[], due: readonly string[]): Promise<void> {
    const joining = requests.filter(({ kind }) => kind === 'issue-token').map(({ userId }) => userId);
    const leaving = requests
      .filter(({ kind }) => kind === 'leave-queue')
      .map(({ payload }) => (payload as { tokenId: string }).tokenId);

    const live = joining.length > 0 ? await this.#loadJoining(joining) : [];
    // Whoever comes back after a time-out that was not swept yet must not be held up by it.
    const overdue = live.filter((token) => token.expiresAt <= this.line.now).map(({ id }) => id);
    const ending = new Set([...due, ...overdue]);
    for (const token of await this.#lock([...ending, ...leaving])) {
      this.line.know(token);
      // A payment or a hold may have changed it while this batch waited for the lock.
      const over = isLive(token) && token.expiresAt <= this.line.now;
      if (over && ending.has(token.id)) this.line.end(token, 'EXPIRED');
    }
    this.line.enter(await this.#inside());
    const wanted = Math.min(Math.max(this.line.places + leaving.length, 0), ADMIT_BATCH);
    const head = await this.#head(wanted);
    this.#headCut = head.length === wanted;
    this.line.open(head);
    this.line.admit();
  }

  decide(request: AcceptedRequest): ReturnType<Batch['decide']> {
    const decide = this.#parts.handlers[request.kind as keyof AdmissionHandlers];
    return decide(this, request as never);
  }

  async finish(): Promise<void> {
    const { line } = this;
    if (line.joined.length > 0) await this.#em.insertMany(QueueToken, line.joined);
    if (line.ended.length > 0) await this.#parts.whenTokensEnd(this.#work, line.ended, line.now);
    // More may come in than were loaded: the lane rings itself and goes on.
    if (this.#headCut && line.places > 0 && line.room.waiting > 0) this.#work.rings.add('admission');
    const change = { version: line.room.lineVersion, cameIn: line.cameIn, wentOut: line.wentOut };
    if (line.moved) this.#work.afterCommit.push(() => this.#parts.copy.follow(this.concert.id, change));
  }

  /** Locks tokens by id, as the booking lane does, and reads them as they are under the lock. */
  async #lock(ids: string[]): Promise<QueueToken[]> {
    if (ids.length === 0) return [];
    return this.#em.find(
      QueueToken,
      { id: { $in: ids }, concertId: this.concert.id },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, refresh: true },
    );
  }

  /** The first who wait. Those whose time ran out in this very batch still stand in the table, and are passed. */
  async #head(wanted: number): Promise<QueueToken[]> {
    if (wanted === 0) return [];
    const rows = await this.#em.find(
      QueueToken,
      { concertId: this.concert.id, status: 'WAITING' },
      { orderBy: { number: 'asc' }, limit: wanted + this.line.ended.length },
    );
    return rows.filter(({ status }) => status === 'WAITING').slice(0, wanted);
  }

  /** Answers the tokens that those who want to join have already. */
  async #loadJoining(userIds: string[]): Promise<QueueToken[]> {
    const { rows } = await sql<{ id: string }>`
      select id from users where id = any(${userIds}::uuid[])`.execute(this.#em.getKysely());
    for (const { id } of rows) this.users.add(id);
    const live = await this.#em.find(QueueToken, {
      concertId: this.concert.id,
      userId: { $in: userIds },
      status: { $in: ['WAITING', 'ACTIVE'] },
    });
    for (const token of live) this.line.know(token);
    this.pace = await paceOf(this.#em, this.concert.id);
    return live;
  }

  async #inside(): Promise<{ active: number; admittedLastMinute: number }> {
    const { rows } = await sql<{ active: number; admittedLastMinute: number }>`
      select
        (select count(*)::int from queue_token
         where concert_id = ${this.concert.id} and status = 'ACTIVE') as active,
        ${
          this.line.room.admitPerMinute == null
            ? sql`0`
            : sql`(select count(*)::int from queue_token
                   where concert_id = ${this.concert.id}
                     and admitted_at > clock_timestamp() - interval '60 seconds')`
        } as "admittedLastMinute"`.execute(this.#em.getKysely());
    return rows[0] ?? { active: 0, admittedLastMinute: 0 };
  }
}
