import type { Socket } from 'socket.io';
import { RANK_PUSH_INTERVAL_MS } from '../../config/limits.ts';
import type { Log } from '../observability/log.ts';
import type { Place, Places } from '../waiting-room/places.ts';
import type { TokenState, TokenStates } from '../waiting-room/token-states.ts';

/** One waiting token and the sockets, one a tab, that want to know where it stands. */
interface Watched {
  number: number;
  toldRank: number;
  /** Until then, in milliseconds of this process's clock, whoever connected last has heard enough. */
  quietUntil: number;
  sockets: Set<Socket>;
}

/** Those who wait in one concert, by token. */
interface Crowd {
  watched: Map<string, Watched>;
  timer: NodeJS.Timeout | undefined;
  pushedAt: number;
}

/** How often everybody's rank is looked up although nothing was announced: a message may have been lost. */
const RECHECK_MS = 5_000;

/**
 * Tells those who wait their rank: whenever the line moved, at most once a second, to whom it changed; and at
 * once to whoever is let in.
 */
export class RankBroadcast {
  readonly #places: Places;
  readonly #tokens: TokenStates;
  readonly #letIn: (socket: Socket, concertId: string) => void;
  readonly #log: Log;
  readonly #crowds = new Map<string, Crowd>();
  readonly #recheck: NodeJS.Timeout;

  /** `letIn` is called for each socket whose token is inside, once. */
  constructor(parts: {
    places: Places;
    tokens: TokenStates;
    letIn: (socket: Socket, concertId: string) => void;
    log: Log;
  }) {
    this.#places = parts.places;
    this.#tokens = parts.tokens;
    this.#letIn = parts.letIn;
    this.#log = parts.log;
    this.#recheck = setInterval(() => {
      for (const concertId of this.#crowds.keys()) this.moved(concertId);
    }, RECHECK_MS);
  }

  close(): void {
    clearInterval(this.#recheck);
    for (const { timer } of this.#crowds.values()) clearTimeout(timer);
    this.#crowds.clear();
  }

  /** Tells the socket where the token stands now, and from now on when that changes. */
  async watch(socket: Socket, token: TokenState): Promise<void> {
    const { concertId, tokenId, number } = token;
    const place = await this.#places.of(token);
    if (socket.disconnected) return;
    tell(socket, concertId, place);
    if (place.status === 'ACTIVE') return this.#letIn(socket, concertId);
    const crowd = this.#crowds.get(concertId) ?? this.#gather(concertId);
    const quietUntil = performance.now() + RANK_PUSH_INTERVAL_MS;
    const watched = crowd.watched.get(tokenId);
    if (watched === undefined) {
      crowd.watched.set(tokenId, { number, toldRank: place.rank, quietUntil, sockets: new Set([socket]) });
    } else {
      watched.sockets.add(socket);
      watched.quietUntil = quietUntil;
    }
    // It may have been let in while its place was looked up.
    this.moved(concertId);
  }

  /** Forgets the socket in this concert. */
  leave(socket: Socket, concertId: string, tokenId: string): void {
    const sockets = this.#crowds.get(concertId)?.watched.get(tokenId)?.sockets;
    if (sockets?.delete(socket) === true && sockets.size === 0) this.#drop(concertId, tokenId);
  }

  /** The line of the concert changed: a push is due, now or a second after the last one. */
  moved(concertId: string): void {
    const crowd = this.#crowds.get(concertId);
    if (crowd === undefined || crowd.timer !== undefined) return;
    const wait = Math.max(crowd.pushedAt + RANK_PUSH_INTERVAL_MS - performance.now(), 0);
    crowd.timer = setTimeout(() => this.#push(concertId, crowd), wait);
  }

  /** Whoever watches this token hears at once that it was let in. */
  admitted(concertId: string, tokenId: string): void {
    const watched = this.#crowds.get(concertId)?.watched.get(tokenId);
    if (watched === undefined) return;
    this.#drop(concertId, tokenId);
    for (const socket of watched.sockets) {
      tell(socket, concertId, this.#places.inside(watched.number));
      this.#letIn(socket, concertId);
    }
  }

  /** The token waits no more and was not let in. */
  ended(concertId: string, tokenId: string): void {
    this.#drop(concertId, tokenId);
  }

  async #push(concertId: string, crowd: Crowd): Promise<void> {
    crowd.pushedAt = performance.now();
    let tooEarly = false;
    try {
      const everybody = [...crowd.watched];
      const [ranks, door] = await Promise.all([
        this.#places.ranks(
          concertId,
          everybody.map(([, { number }]) => number),
        ),
        this.#places.door(concertId),
      ]);
      for (const [index, [tokenId, watched]] of everybody.entries()) {
        if (crowd.watched.get(tokenId) !== watched) continue;
        const rank = ranks[index] ?? null;
        if (rank === null) void this.#lookUp(concertId, tokenId, watched);
        else if (crowd.pushedAt < watched.quietUntil) tooEarly ||= rank !== watched.toldRank;
        else this.#tellRank(concertId, watched, this.#places.waiting(watched.number, rank, door));
      }
    } catch (error) {
      this.#log.warn({ err: error, concertId }, 'the ranks could not be told');
    } finally {
      crowd.timer = undefined;
      if (tooEarly) this.moved(concertId);
    }
  }

  /** The copy of the line does not know the number: the table knows whether it waits, is inside, or has gone. */
  async #lookUp(concertId: string, tokenId: string, watched: Watched): Promise<void> {
    try {
      const token = await this.#tokens.of(tokenId);
      if (token === null || !token.stands) this.#drop(concertId, tokenId);
      else if (token.status === 'ACTIVE') this.admitted(concertId, tokenId);
      else this.#tellRank(concertId, watched, await this.#places.of(token));
    } catch (error) {
      this.#log.warn({ err: error, concertId }, 'a rank could not be looked up');
    }
  }

  #tellRank(concertId: string, watched: Watched, place: Place): void {
    if (place.rank === watched.toldRank) return;
    watched.toldRank = place.rank;
    for (const socket of watched.sockets) tell(socket, concertId, place);
  }

  #gather(concertId: string): Crowd {
    const crowd = { watched: new Map(), timer: undefined, pushedAt: Number.NEGATIVE_INFINITY };
    this.#crowds.set(concertId, crowd);
    return crowd;
  }

  #drop(concertId: string, tokenId: string): void {
    const crowd = this.#crowds.get(concertId);
    if (crowd?.watched.delete(tokenId) !== true || crowd.watched.size > 0) return;
    clearTimeout(crowd.timer);
    this.#crowds.delete(concertId);
  }
}

const tell = (socket: Socket, concertId: string, place: Place) =>
  socket.emit('queue', { concertId, ...place });
