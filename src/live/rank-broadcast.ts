import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  LINE_PUSH_INTERVAL_MS,
  LIVE_RECHECK_MS,
  RANK_GATHER_MS,
  RANK_PUSH_INTERVAL_MS,
  SOCKETS_TOLD_AT_ONCE,
} from '../../config/limits.ts';
import type { Place } from '../admission/place.ts';
import type { Door, Places } from '../admission/places.ts';
import type { TokenStates } from '../admission/token-states.ts';
import type { Log } from '../observability/log.ts';
import type { TokenState } from '../sale/tokens.ts';
import { eventFrame, type Hearing, send, sendAll } from './event-frame.ts';

/** One waiting token and the sockets, one a tab, that want to know where it stands. */
interface Watched<Socket> {
  tokenId: string;
  number: number;
  toldRank: number;
  /** Until then, in milliseconds of this process's clock, whoever connected last has heard enough. */
  quietUntil: number;
  sockets: Set<Socket>;
}

/** Those who wait in one concert, by token. */
interface Crowd<Socket> {
  watched: Map<string, Watched<Socket>>;
  /** Whether whoever waits may look at the seats; null while that is not the same for all of them. */
  mayLook: boolean | null;
  /** What everybody was told of the line as a whole, and when. */
  toldLine: { waiting: number; paused: boolean; at: number };
  timer: NodeJS.Timeout | undefined;
  /** Until everybody may be told of the line again, while it is not what they were told. */
  lineTimer: NodeJS.Timeout | undefined;
  /** The instant of this process's clock at which the last push was due. */
  pushedAt: number;
  /** While ranks are told: whether the line has moved since, perhaps after they were read. */
  telling: boolean;
  movedMeanwhile: boolean;
}

/** When the sockets of a token were told different ranks: the next is told to all of them. */
const UNCERTAIN = -1;

/**
 * Tells those who wait their rank: whenever the line moved, at most once a second, to whom it changed; and at
 * once to whoever is let in. Who waits may look at the seats where the door protects the booking alone.
 */
export class RankBroadcast<Socket extends Hearing> {
  readonly #places: Places;
  readonly #tokens: TokenStates;
  readonly #listens: (socket: Socket, token: TokenState) => boolean;
  readonly #showSeats: (socket: Socket, concertId: string, mayLook: boolean) => void;
  readonly #cameIn: (tokenId: string) => void;
  readonly #log: Log;
  readonly #crowds = new Map<string, Crowd<Socket>>();
  readonly #recheck: NodeJS.Timeout;

  /**
   * `listens` says whether the socket is still there and follows the token; `showSeats` is told of each socket
   * whether it may look at the seats, and when that has changed; `cameIn` of each token that was let in while somebody
   * listens with it.
   */
  constructor(parts: {
    places: Places;
    tokens: TokenStates;
    listens: (socket: Socket, token: TokenState) => boolean;
    showSeats: (socket: Socket, concertId: string, mayLook: boolean) => void;
    cameIn: (tokenId: string) => void;
    log: Log;
  }) {
    this.#places = parts.places;
    this.#tokens = parts.tokens;
    this.#listens = parts.listens;
    this.#showSeats = parts.showSeats;
    this.#cameIn = parts.cameIn;
    this.#log = parts.log;
    this.#recheck = setInterval(() => {
      for (const concertId of this.#crowds.keys()) this.moved(concertId);
    }, LIVE_RECHECK_MS);
  }

  close(): void {
    clearInterval(this.#recheck);
    for (const { timer, lineTimer } of this.#crowds.values()) {
      clearTimeout(timer);
      clearTimeout(lineTimer);
    }
    this.#crowds.clear();
  }

  /** Tells the socket where the token stands now, and from now on when that changes. */
  async watch(socket: Socket, token: TokenState): Promise<void> {
    const { concertId, tokenId, number } = token;
    const [place, door] = await Promise.all([this.#places.of(token), this.#places.door(concertId)]);
    // It may have gone, or the token ended, while that was looked up.
    if (!this.#listens(socket, token)) return;
    send(socket, placeFrame(concertId, place));
    if (place.status === 'ACTIVE') return this.#showSeats(socket, concertId, true);
    send(socket, lineFrame(concertId, door));
    const mayLook = mayLookFromOutside(door);
    this.#showSeats(socket, concertId, mayLook);
    const crowd = this.#crowds.get(concertId) ?? this.#gather(concertId, door);
    if (crowd.mayLook !== mayLook) crowd.mayLook = null;
    const quietUntil = performance.now() + RANK_PUSH_INTERVAL_MS;
    const watched = crowd.watched.get(tokenId);
    if (watched === undefined) {
      const sockets = new Set([socket]);
      crowd.watched.set(tokenId, { tokenId, number, toldRank: place.rank, quietUntil, sockets });
    } else {
      watched.sockets.add(socket);
      watched.quietUntil = quietUntil;
      if (watched.toldRank !== place.rank) watched.toldRank = UNCERTAIN;
    }
    // It may have been let in while its place was looked up.
    this.moved(concertId);
  }

  /** Everybody who waits in this concert. */
  *waitingIn(concertId: string): Iterable<Socket> {
    for (const { sockets } of this.#crowds.get(concertId)?.watched.values() ?? []) yield* sockets;
  }

  /** Forgets the socket in this concert. */
  leave(socket: Socket, concertId: string, tokenId: string): void {
    const sockets = this.#crowds.get(concertId)?.watched.get(tokenId)?.sockets;
    if (sockets?.delete(socket) === true && sockets.size === 0) this.#drop(concertId, tokenId);
  }

  /**
   * The line of the concert changed: a push is due, a moment from now or a second after the last one. The moment
   * is for what comes with it: told apart, it would be told a second later.
   */
  moved(concertId: string): void {
    const crowd = this.#crowds.get(concertId);
    if (crowd === undefined || crowd.timer !== undefined) return;
    if (crowd.telling) {
      crowd.movedMeanwhile = true;
      return;
    }
    const now = performance.now();
    const due = Math.max(crowd.pushedAt + RANK_PUSH_INTERVAL_MS, now + RANK_GATHER_MS);
    crowd.timer = setTimeout(() => {
      crowd.timer = undefined;
      // From when it was due, not from when the timer came: else each second would be a little longer.
      crowd.pushedAt = Math.max(due, performance.now() - RANK_GATHER_MS);
      void this.#push(concertId, crowd);
    }, due - now);
  }

  /** Whoever watches this token hears at once that it was let in. */
  admitted(concertId: string, tokenId: string): void {
    const watched = this.#crowds.get(concertId)?.watched.get(tokenId);
    if (watched === undefined) return;
    this.#drop(concertId, tokenId);
    this.#cameIn(tokenId);
    const inside = placeFrame(concertId, this.#places.inside(watched.number));
    for (const socket of watched.sockets) {
      send(socket, inside);
      this.#showSeats(socket, concertId, true);
    }
  }

  /** The token waits no more and was not let in. */
  ended(concertId: string, tokenId: string): void {
    this.#drop(concertId, tokenId);
  }

  /** Reads and tells the ranks in portions: each is told as soon as it is read, and others have a turn between. */
  async #push(concertId: string, crowd: Crowd<Socket>): Promise<void> {
    crowd.telling = true;
    try {
      const door = await this.#places.door(concertId);
      const everybody = [...crowd.watched.values()];
      this.#followDoor(concertId, crowd, door);
      const unknown: Watched<Socket>[] = [];
      for (let from = 0; from < everybody.length; from += SOCKETS_TOLD_AT_ONCE) {
        const portion = everybody.slice(from, from + SOCKETS_TOLD_AT_ONCE);
        const ranks = await this.#places.ranks(
          concertId,
          portion.map(({ number }) => number),
        );
        const now = performance.now();
        for (const [index, watched] of portion.entries()) {
          const rank = ranks[index] ?? null;
          if (rank === null) unknown.push(watched);
          else this.#tellRank({ concertId, crowd, door, now }, watched, rank);
        }
      }
      if (unknown.length > 0) await this.#lookUp({ concertId, crowd, door }, unknown);
      await this.#tellLine(concertId, crowd, door);
    } catch (error) {
      this.#log.warn({ err: error, concertId }, 'the ranks could not be told');
    } finally {
      crowd.telling = false;
      if (crowd.movedMeanwhile) {
        crowd.movedMeanwhile = false;
        this.moved(concertId);
      }
    }
  }

  /** How long the line is, now and then; and that it stands still, or goes on, at once. */
  async #tellLine(concertId: string, crowd: Crowd<Socket>, door: Door): Promise<void> {
    const { waiting, paused } = door.room;
    const told = crowd.toldLine;
    const now = performance.now();
    if (paused === told.paused) {
      if (waiting === told.waiting) return;
      const quietMs = told.at + LINE_PUSH_INTERVAL_MS - now;
      if (quietMs > 0) {
        crowd.lineTimer ??= setTimeout(() => {
          crowd.lineTimer = undefined;
          this.moved(concertId);
        }, quietMs);
        return;
      }
    }
    crowd.toldLine = { waiting, paused, at: now };
    const everybody = [...crowd.watched.values()].flatMap(({ sockets }) => [...sockets]);
    await sendAll(everybody, lineFrame(concertId, door));
  }

  /** What the door protects may have been changed while they wait. */
  #followDoor(concertId: string, crowd: Crowd<Socket>, door: Door): void {
    const mayLook = mayLookFromOutside(door);
    if (crowd.mayLook === mayLook) return;
    crowd.mayLook = mayLook;
    for (const { sockets } of crowd.watched.values()) {
      for (const socket of sockets) this.#showSeats(socket, concertId, mayLook);
    }
  }

  /** The copy of the line does not know them: the table knows who waits, is inside, or has gone. */
  async #lookUp(
    push: { concertId: string; crowd: Crowd<Socket>; door: Door },
    unknown: readonly Watched<Socket>[],
  ): Promise<void> {
    const { concertId } = push;
    const tokens = await Promise.all(unknown.map(({ tokenId }) => this.#tokens.of(tokenId)));
    const waiting: Watched<Socket>[] = [];
    for (const [index, watched] of unknown.entries()) {
      const token = tokens[index] ?? null;
      if (token === null || !token.stands) this.#drop(concertId, watched.tokenId);
      else if (token.status === 'ACTIVE') this.admitted(concertId, watched.tokenId);
      else waiting.push(watched);
    }
    if (waiting.length === 0) return;
    const ranks = await this.#places.counted(
      concertId,
      waiting.map(({ number }) => number),
    );
    for (const [index, watched] of waiting.entries()) {
      this.#tellRank({ ...push, now: performance.now() }, watched, ranks[index] ?? 0);
      if (index % SOCKETS_TOLD_AT_ONCE === 0) await nextTurn();
    }
  }

  #tellRank(
    { concertId, crowd, door, now }: { concertId: string; crowd: Crowd<Socket>; door: Door; now: number },
    watched: Watched<Socket>,
    rank: number,
  ): void {
    // It may have gone, or come in, while its rank was read.
    if (rank === watched.toldRank || crowd.watched.get(watched.tokenId) !== watched) return;
    if (now < watched.quietUntil) {
      crowd.movedMeanwhile = true;
      return;
    }
    watched.toldRank = rank;
    const told = placeFrame(concertId, this.#places.waiting(watched.number, rank, door));
    for (const socket of watched.sockets) send(socket, told);
  }

  #gather(concertId: string, door: Door): Crowd<Socket> {
    const { waiting, paused } = door.room;
    const crowd = {
      watched: new Map(),
      mayLook: mayLookFromOutside(door),
      toldLine: { waiting, paused, at: performance.now() },
      timer: undefined,
      lineTimer: undefined,
      pushedAt: Number.NEGATIVE_INFINITY,
      telling: false,
      movedMeanwhile: false,
    };
    this.#crowds.set(concertId, crowd);
    return crowd;
  }

  #drop(concertId: string, tokenId: string): void {
    const crowd = this.#crowds.get(concertId);
    if (crowd?.watched.delete(tokenId) !== true || crowd.watched.size > 0) return;
    clearTimeout(crowd.timer);
    clearTimeout(crowd.lineTimer);
    this.#crowds.delete(concertId);
  }
}

const mayLookFromOutside = ({ room }: Door) => room.protects === 'booking';

const lineFrame = (concertId: string, { room: { waiting, paused } }: Door) =>
  eventFrame('line', { concertId, waiting, paused });

const placeFrame = (concertId: string, place: Place) => eventFrame('queue', { concertId, ...place });
