import { SHOW_UP_GRACE_MS } from '../../config/limits.ts';
import type { TokenEnd } from '../contract/ended-token.ts';
import type { LaneEvent } from '../lane/announcement.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import type { SaleEvent } from '../sale/events.ts';
import { isLive, type QueueToken, runsOut } from '../sale/tokens.ts';
import type { WaitingRoom } from '../sale/waiting-room.ts';
import { letTimePass } from './estimate.ts';

/**
 * The line of one concert while a batch is decided: who waits at its head, how many may still come in, and
 * what changed. First come, first admitted, by number; never more inside than the capacity.
 */
export class Line {
  readonly room: WaitingRoom;
  readonly now: Date;
  /** The sale is over for those who wait: nobody is let in any more. */
  readonly turnsAway: boolean;
  /** Tokens by id: the loaded and the new. */
  readonly tokens = new Map<string, QueueToken>();
  readonly joined: QueueToken[] = [];
  readonly ended: QueueToken[] = [];
  /** Those who waited before this batch and came in; who joined and came in at once is among the joined. */
  readonly admitted: QueueToken[] = [];
  /** What the copy of the line must learn: numbers that came and numbers that went. */
  readonly cameIn: number[] = [];
  readonly wentOut: number[] = [];
  readonly #versionBefore: number;
  readonly #events: LaneEvent[];
  readonly #liveByUser = new Map<string, QueueToken>();
  readonly #joined = new Set<QueueToken>();
  #head: QueueToken[] = [];
  #active = 0;
  #entered = false;
  #admittedLastMinute = 0;
  /** How many wait behind the loaded head: while there are any, who joins now is not the next. */
  #behindHead = 0;

  constructor(room: WaitingRoom, now: Date, events: LaneEvent[], turnsAway = false) {
    this.turnsAway = turnsAway;
    this.room = room;
    this.now = now;
    this.#versionBefore = room.lineVersion;
    this.#events = events;
  }

  know(token: QueueToken): void {
    this.tokens.set(token.id, token);
    if (isLive(token)) this.#liveByUser.set(token.userId, token);
  }

  liveTokenOf(userId: string): QueueToken | undefined {
    const token = this.#liveByUser.get(userId);
    return token !== undefined && isLive(token) ? token : undefined;
  }

  /** Why a live token has run out by now; null while it has not, and of one that has ended. */
  over(token: QueueToken): TokenEnd | null {
    if (!isLive(token)) return null;
    return this.turnsAway && token.status === 'WAITING' ? 'sale-closed' : runsOut(token, this.room, this.now);
  }

  /** Whether whoever asks with this token still has what it stands for: whoever asks has shown up. */
  stands(token: QueueToken): boolean {
    const over = this.over(token);
    return isLive(token) && (over === null || over === 'no-show');
  }

  /** Whether anybody's rank changed in this batch. */
  get moved(): boolean {
    return this.room.lineVersion !== this.#versionBefore;
  }

  /** What the database says of those inside. Tokens ended before this are not yet written, so they count off. */
  enter(inside: { active: number; admittedLastMinute: number }): void {
    const { room } = this;
    letTimePass(room, this.now);
    // Who paid went without passing this lane.
    room.visitsEnded += Math.max(room.inside - inside.active, 0) - this.#active;
    this.#active += inside.active;
    room.inside = this.#active;
    this.#entered = true;
    this.#admittedLastMinute = inside.admittedLastMinute;
  }

  /** The tokens at the head of the line, lowest number first. */
  open(head: QueueToken[]): void {
    for (const token of head) this.know(token);
    this.#head = head;
    this.#behindHead = this.room.waiting - head.length;
  }

  /** How many may come in now: room for them, within the rate, unless an operator paused it. */
  get places(): number {
    const { capacity, admitPerMinute, paused } = this.room;
    if (paused || this.turnsAway) return 0;
    const free = capacity - this.#active;
    return admitPerMinute == null ? free : Math.min(free, admitPerMinute - this.#admittedLastMinute);
  }

  /** When the visit of whoever comes in now is over. */
  get endOfVisit(): Date {
    return after(this.now, this.room.activeSeconds);
  }

  /** By when whoever comes in out of the line now must have shown up. Whoever did in time is written down a moment later. */
  get showUpBy(): Date | null {
    const { showUpSeconds } = this.room;
    return showUpSeconds === 0 ? null : after(this.now, showUpSeconds + SHOW_UP_GRACE_MS / 1_000);
  }

  join(userId: string): QueueToken {
    this.room.lastNumber += 1;
    const token: QueueToken = {
      id: timeOrderedId(),
      concertId: this.room.concertId,
      userId,
      number: this.room.lastNumber,
      status: 'WAITING',
      expiresAt: after(this.now, this.room.waitingSeconds),
      visitEndsAt: null,
      holds: 0,
      showUpBy: null,
    };
    this.room.waiting += 1;
    this.know(token);
    this.joined.push(token);
    this.#joined.add(token);
    this.cameIn.push(token.number);
    this.#moved();
    if (this.#behindHead === 0) this.#head.push(token);
    return token;
  }

  /** Ends a live token; what it took, a place in line or inside, is free. */
  end(
    token: QueueToken,
    ...[status, reason]: [status: 'EXPIRED', reason: TokenEnd] | [status: 'LEFT']
  ): void {
    if (token.status === 'WAITING') this.#leaveLine(token);
    else this.#goesOut();
    if (status === 'EXPIRED') this.room.expiredTotal += 1;
    else this.room.leftTotal += 1;
    token.status = status;
    if (reason !== undefined) token.endedBecause = reason;
    this.ended.push(token);
    this.#tell({
      type: 'token-ended',
      concertId: token.concertId,
      tokenId: token.id,
      userId: token.userId,
      status,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  /** Lets in as many as there are places for, in order of number. */
  admit(): void {
    while (this.places > 0) {
      const token = this.#head.shift();
      if (token === undefined) return;
      if (token.status !== 'WAITING') continue;
      this.#leaveLine(token);
      this.#active += 1;
      this.room.inside = this.#active;
      this.#admittedLastMinute += 1;
      token.status = 'ACTIVE';
      token.expiresAt = this.endOfVisit;
      token.visitEndsAt = this.endOfVisit;
      if (!this.#joined.has(token)) {
        token.showUpBy = this.showUpBy;
        this.admitted.push(token);
      }
      this.room.admittedTotal += 1;
      this.#tell({
        type: 'admitted',
        concertId: token.concertId,
        tokenId: token.id,
        userId: token.userId,
        number: token.number,
      });
    }
  }

  #goesOut(): void {
    this.#active -= 1;
    if (!this.#entered) return;
    this.room.inside = this.#active;
    this.room.visitsEnded += 1;
  }

  #leaveLine(token: QueueToken): void {
    this.room.waiting -= 1;
    this.wentOut.push(token.number);
    this.#moved();
  }

  #moved(): void {
    if (this.moved) return;
    this.room.lineVersion += 1;
    this.#tell({ type: 'line-moved', concertId: this.room.concertId });
  }

  #tell(event: SaleEvent): void {
    this.#events.push(event);
  }
}

const after = (instant: Date, seconds: number) => new Date(instant.getTime() + seconds * 1_000);
