import type { DoorsConcert } from '../../src/admission/batch.ts';
import type { AdmissionGround } from '../../src/admission/kind.ts';
import { Line } from '../../src/admission/line.ts';
import type { Outcome } from '../../src/lane/kind.ts';
import type { SaleEvent } from '../../src/sale/events.ts';
import type { QueueToken } from '../../src/sale/tokens.ts';
import type { WaitingRoom } from '../../src/sale/waiting-room.ts';
import { CONCERT, type Decides, decideOn, later, NOW, tokenOf } from './decided.ts';

export const ACTIVE_SECONDS = 600;
export const WAITING_SECONDS = 7_200;
export const SHOW_UP_SECONDS = 120;

/** What a batch finds. */
export interface AdmissionScene {
  /** Who is inside, and who waits, lowest number first. */
  inside?: QueueToken[];
  waiting?: QueueToken[];
  /** Of those who wait, how many are loaded; all unless said otherwise. */
  head?: number;
  capacity?: number;
  admitPerMinute?: number | null;
  admittedLastMinute?: number;
  paused?: boolean;
  patienceFrom?: Date;
  showUpSeconds?: number;
  users?: string[];
  concert?: Partial<DoorsConcert>;
  now?: Date;
}

/** Whoever stands in line has that number. */
export const waiting = (userId: string, number: number): QueueToken =>
  tokenOf(userId, { number, status: 'WAITING' });

/**
 * The door of a concert as a batch begins to decide: as many as there are places for have come in. Ann, Bob and Cat
 * exist, two may be inside.
 */
export class AdmissionStand {
  readonly line: Line;
  readonly room: WaitingRoom;
  readonly #events: SaleEvent[] = [];
  readonly #ground: AdmissionGround;

  constructor(scene: AdmissionScene = {}) {
    const { inside = [], waiting = [], head = waiting.length, users = ['ann', 'bob', 'cat'] } = scene;
    const { capacity = 2, admitPerMinute = null, admittedLastMinute = 0, paused = false } = scene;
    this.room = {
      concertId: CONCERT,
      capacity,
      admitPerMinute,
      activeSeconds: ACTIVE_SECONDS,
      waitingSeconds: WAITING_SECONDS,
      showUpSeconds: scene.showUpSeconds ?? SHOW_UP_SECONDS,
      patienceFrom: scene.patienceFrom ?? null,
      protects: 'browse',
      paused,
      afterClose: 'end',
      lastNumber: Math.max(0, ...[...inside, ...waiting].map(({ number }) => number)),
      waiting: waiting.length,
      lineVersion: 7,
      admittedTotal: inside.length,
      expiredTotal: 0,
      leftTotal: 0,
      capacitySetAt: NOW,
      inside: inside.length,
      lookedAt: scene.now ?? NOW,
      visitsEnded: 0,
      visitsSeconds: 0,
    };
    this.line = new Line(this.room, scene.now ?? NOW, this.#events);
    // A batch changes what it has loaded.
    const [insiders, line] = [inside, waiting].map((tokens) => tokens.map((token) => ({ ...token })));
    for (const token of [...(insiders ?? []), ...(line ?? [])]) this.line.know(token);
    this.line.enter({ active: inside.length, admittedLastMinute });
    this.line.open(line?.slice(0, head) ?? []);
    this.line.admit();
    const concert = {
      id: CONCERT,
      saleOpensAt: null,
      saleClosesAt: null,
      lastStartsAt: later(86_400_000),
      soldOut: false,
      ...scene.concert,
    };
    this.#ground = { concert, line: this.line, users: new Set(users) };
  }

  decide<Payload>(kind: Decides<AdmissionGround, Payload>, payload: Payload, userId = 'ann'): Outcome {
    return decideOn(this.#ground, kind, payload, userId);
  }

  /** What is to be written and told. */
  left() {
    const { joined, ended, admitted, cameIn, wentOut } = this.line;
    const ids = (tokens: QueueToken[]) => tokens.map(({ id }) => id);
    return {
      joined: joined.map((token) => ({ ...token })),
      ended: ended.map(({ id, status }) => [id, status]),
      admitted: ids(admitted),
      cameIn,
      wentOut,
      room: { ...this.room },
      events: this.#events,
    };
  }

  tells(): Set<string> {
    return new Set(this.#events.map(({ type }) => type));
  }

  /** Ends the token of a user who is inside or in line. */
  end(userId: string, status: 'EXPIRED' | 'LEFT'): void {
    const token = this.line.liveTokenOf(userId);
    if (token === undefined) throw new Error(`${userId} has no token that stands`);
    if (status === 'LEFT') this.line.end(token, status);
    else this.line.end(token, status, 'visit-over');
  }

  /** The users of whoever is known and has that status, lowest number first. */
  usersThat(status: QueueToken['status']): string[] {
    return [...this.line.tokens.values()]
      .filter((token) => token.status === status)
      .toSorted((one, other) => one.number - other.number)
      .map(({ userId }) => userId);
  }
}
