import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import {
  MISSED_OUTCOMES,
  SOCKET_HANDSHAKE_MS,
  SOCKET_MESSAGE_BYTES,
  SOCKETS_PER_PROCESS,
} from '../../config/limits.ts';
import type { Attendance } from '../admission/attendance.ts';
import { join } from '../admission/join.ts';
import type { LiveTokens } from '../admission/live-tokens.ts';
import type { Places } from '../admission/places.ts';
import type { TokenSigner } from '../admission/token-jwt.ts';
import type { TokenStates } from '../admission/token-states.ts';
import type { TokenStories } from '../admission/token-stories.ts';
import { clientAddress } from '../contract/address.ts';
import type { Caller } from '../contract/caller.ts';
import { problemOf } from '../contract/problem.ts';
import { type Code, Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import type { Recognise } from '../identity/credentials.ts';
import type { Announcement, SettledRequest } from '../lane/announcement.ts';
import { settledSince } from '../lane/request-table.ts';
import { DEFAULT_LANGUAGE, isLanguage, type Language, sentences } from '../language/language.ts';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { RecentNotices } from '../operators/notices.ts';
import { settledBody } from '../outcome.ts';
import type { ConcertReads } from '../reads/concert-reads.ts';
import type { SaleEvent } from '../sale/events.ts';
import type { TokenState } from '../sale/tokens.ts';
import { type BrowserOrigin, browserOriginIn } from './browser-origin.ts';
import { type Connection, limitTalk } from './connection-limits.ts';
import { type AddressLimits, ConnectionsOfAddresses } from './connections-of-addresses.ts';
import { EndedTokenWatch } from './ended-token-watch.ts';
import { type EventFrame, eventFrame, send, sendAll } from './event-frame.ts';
import type { LiveEvents } from './events.ts';
import { type OperatorParts, OperatorSockets } from './operator-sockets.ts';
import { RankBroadcast } from './rank-broadcast.ts';
import { SaleBroadcast } from './sale-broadcast.ts';
import { SeatBroadcast } from './seat-broadcast.ts';

export const SOCKET_PATH = '/socket.io';

/** What a client sends when it connects. */
const handshake = z.object({
  token: z.string().optional().describe('A queue token: the events of its concert and its user'),
  identity: z
    .string()
    .optional()
    .describe("The integrator's JWT: the events of every concert the user waits in"),
  userId: z.string().optional().describe('Believed only with IDENTITY=trust'),
  locale: z.string().optional().describe('`ko` (the default) or `en`'),
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      `Outcomes settled after this instant are told again, in their order: what a client missed while it was away. Of more than ${MISSED_OUTCOMES} the latest; whatever is older is read at \`/v1/requests/{requestId}\``,
    ),
});

export { handshake as socketHandshake };

/** Of the result of a join; the rest may have been written by an earlier version. */
const joinedToken = z.object({ tokenId: z.string() });

/** Who sits behind a socket. */
interface Listener {
  userId: string;
  language: Language;
  /** With a queue token only its concert is told; with an identity, every concert the user waits in. */
  concertId: string | null;
  /** From when on it wants to hear again what was settled. */
  since: string | undefined;
  /** Tokens that this socket follows, by concert. */
  follows: Map<string, string>;
  /** While it is welcomed: what was announced meanwhile, because what is read then may be older, or the same. */
  meanwhile: { ended: Set<string>; told: Set<string> } | null;
  /** Outcomes told as missed, the announcement of which may still be on its way; null when none were asked for. */
  missed: Set<string> | null;
  /** The last thing said to all who wait that was passed on to it as it was said. */
  noticedAt: string | null;
}

type FanSocket = Socket<Record<string, never>, LiveEvents, never, Listener>;

export interface LiveParts {
  http: HttpServer;
  orm: Orm;
  recognise: Recognise;
  signer: TokenSigner;
  tokens: TokenStates;
  attendance: Attendance;
  stories: TokenStories;
  liveTokens: LiveTokens;
  places: Places;
  notices: RecentNotices;
  concerts: ConcertReads;
  metrics: Metrics;
  log: Log;
  trustProxyHops: number;
  limits: AddressLimits & { socketsPerUser: number };
  /** What the namespace of operators is told from. */
  operators: Pick<OperatorParts, 'redis' | 'doorbell' | 'history' | 'sessions'>;
}

/** The sockets of this process: who listens, and what each of them is told in which language. */
export class Sockets {
  readonly #parts: LiveParts;
  readonly #io: Server;
  readonly #ranks: RankBroadcast<FanSocket>;
  readonly #seats: SeatBroadcast;
  readonly #sales: SaleBroadcast;
  readonly #notices: RecentNotices;
  readonly #endedTokens: EndedTokenWatch;
  readonly #operators: OperatorSockets;
  /** What browsers of operators said when they connected; almost nobody is one. */
  readonly #browsers = new WeakMap<Connection, BrowserOrigin>();
  readonly #connections: ConnectionsOfAddresses;
  readonly #ofUser = new Map<string, Set<FanSocket>>();

  constructor(parts: LiveParts) {
    this.#parts = parts;
    this.#connections = new ConnectionsOfAddresses(parts.limits);
    this.#io = new Server(parts.http, {
      allowRequest: (request, decide) =>
        decide(null, this.#connections.mayConnect(clientAddress(request, parts.trustProxyHops))),
      path: SOCKET_PATH,
      connectTimeout: SOCKET_HANDSHAKE_MS,
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: SOCKET_MESSAGE_BYTES,
      cors: { origin: true },
    });
    // A request is five kilobytes, and nobody asks for it once its socket is there.
    this.#io.engine.on('connection', (connection: Connection) => {
      const browser = browserOriginIn(connection.request.headers);
      if (browser !== undefined) this.#browsers.set(connection, browser);
      this.#connections.opened(connection, clientAddress(connection.request, parts.trustProxyHops));
      (connection as { request: unknown }).request = null;
      limitTalk(connection);
    });
    this.#notices = parts.notices;
    this.#seats = new SeatBroadcast(parts.log);
    this.#sales = new SaleBroadcast({
      orm: parts.orm,
      log: parts.log,
      changed: (concertId) => parts.concerts.saleChanged(concertId),
    });
    this.#ranks = new RankBroadcast<FanSocket>({
      places: parts.places,
      tokens: parts.tokens,
      listens: (socket, { concertId, tokenId }) =>
        !socket.disconnected && socket.data.follows.get(concertId) === tokenId,
      showSeats: (socket, concertId, mayLook) => {
        if (!mayLook) this.#seats.leave(socket, concertId);
        else if (socket.data.follows.has(concertId)) this.#seats.enter(socket, concertId);
      },
      cameIn: (tokenId) => parts.attendance.cameIn(tokenId),
      log: parts.log,
    });
    parts.attendance.countIn(() => this.#followed());
    this.#endedTokens = new EndedTokenWatch({
      orm: parts.orm,
      followed: () => this.#followed(),
      ended: (event) => this.#tokenEnded(event),
      log: parts.log,
    });
    this.#io.use((socket, next) => {
      this.#admit(socket as FanSocket).then(
        () => next(),
        (error: unknown) => next(this.#refused(socket, error)),
      );
    });
    this.#io.on('connection', (socket) => void this.#welcome(socket as FanSocket));
    const { orm, recognise, log, operators } = parts;
    this.#operators = new OperatorSockets({
      ...operators,
      namespace: this.#io.of('/operator'),
      orm,
      recognise,
      originOf: ({ conn }) => this.#browsers.get(conn),
      addressOf: (socket) => this.#addressOf(socket),
      admitted: ({ conn }) => this.#connections.admit(conn),
      languageOf: languageIn,
      refused: (language, error) => this.#problemOf(language, error),
      log,
    });
  }

  async close(): Promise<void> {
    this.#ranks.close();
    this.#seats.close();
    this.#sales.close();
    this.#endedTokens.close();
    await this.#operators.close();
    await this.#io.close();
  }

  /** Passes an announcement on to those whom it concerns. */
  hear(announcement: Announcement<SaleEvent>): void {
    for (const event of announcement.events) this.#pass(event);
    for (const settled of announcement.settled) {
      const sockets = this.#ofUser.get(settled.userId);
      if (sockets === undefined) continue;
      this.#tellOutcome(settled, [...sockets]).catch((error: unknown) => {
        const { requestId, correlationId } = settled;
        this.#parts.log.warn({ err: error, requestId, correlationId }, 'an outcome could not be told');
      });
    }
  }

  #pass(event: SaleEvent): void {
    switch (event.type) {
      case 'seats':
        this.#seats.changed(event);
        this.#sales.look(event.concertId);
        return;
      case 'concert-changed':
        this.#sales.look(event.concertId);
        this.#ranks.moved(event.concertId);
        return;
      case 'line-moved':
        this.#ranks.moved(event.concertId);
        return;
      case 'admitted':
        this.#ranks.admitted(event.concertId, event.tokenId);
        return;
      case 'token-ended':
        this.#tokenEnded(event);
        return;
      case 'hold-ended': {
        const { type, userId, reason, note, ...hold } = event;
        for (const socket of this.#ofUser.get(userId) ?? []) {
          const { messages } = sentences(socket.data.language);
          if (reason === 'ran-out') socket.emit('hold-expired', { ...hold, message: messages.holdExpired() });
          if (reason === 'operator')
            socket.emit('hold-expired', { ...hold, message: messages.holdWithdrawn() });
          const message = messages.holdEnded({ reason, note });
          socket.emit('hold-ended', { ...hold, reason, note, message });
        }
        return;
      }
      case 'hold-overdue': {
        const { type, userId, ...hold } = event;
        for (const socket of this.#ofUser.get(userId) ?? []) {
          const message = sentences(socket.data.language).messages.holdReleaseFailed();
          socket.emit('hold-expired', { ...hold, message });
        }
        return;
      }
      case 'notice':
        this.#notices.forget(event.concertId);
        this.#tellNotice(event).catch((error: unknown) =>
          this.#parts.log.warn({ err: error, concertId: event.concertId }, 'a notice could not be told'),
        );
    }
  }

  *#followed(): Iterable<string> {
    for (const sockets of this.#ofUser.values()) {
      for (const { data } of sockets) yield* data.follows.values();
    }
  }

  #tokenEnded({ concertId, tokenId, userId, status }: SaleEvent & { type: 'token-ended' }): void {
    this.#ranks.ended(concertId, tokenId);
    for (const socket of this.#ofUser.get(userId) ?? []) {
      socket.data.meanwhile?.ended.add(tokenId);
      if (socket.data.follows.get(concertId) !== tokenId) continue;
      socket.data.follows.delete(concertId);
      this.#seats.leave(socket, concertId);
      this.#sales.leave(socket, concertId);
      if (status === 'EXPIRED') void this.#tellExpired(socket, concertId, tokenId);
    }
  }

  /** Why it ran out and how it went stands in the table, where those that ended together are read together. */
  async #tellExpired(socket: FanSocket, concertId: string, tokenId: string): Promise<void> {
    const { stories, log } = this.#parts;
    const message = sentences(socket.data.language).messages.tokenExpired();
    try {
      const { reason, joinedAt, admittedAt, endedAt } = (await stories.of(tokenId)) ?? {};
      socket.emit('token-expired', { concertId, message, reason, joinedAt, admittedAt, endedAt });
    } catch (error) {
      log.warn({ err: error, concertId }, 'it could not be read why a token ran out');
      socket.emit('token-expired', { concertId, message });
    }
  }

  async #tellOutcome(settled: SettledRequest, listening: readonly FanSocket[]): Promise<void> {
    const { log, signer, tokens } = this.#parts;
    const { requestId, correlationId, kind, outcome } = settled;
    const said = new Map<Language, EventFrame>();
    for (const socket of listening) {
      const { language, meanwhile, missed } = socket.data;
      if (missed?.delete(requestId)) continue;
      meanwhile?.told.add(requestId);
      let frame = said.get(language);
      if (frame === undefined) {
        frame = eventFrame('request', settledBody(settled, language, signer));
        said.set(language, frame);
      }
      send(socket, frame);
    }
    log.info({ correlationId, requestId, sockets: listening.length }, 'told');
    if (kind !== join.name || !('result' in outcome)) return;
    // Who listens by identity follows a token from the moment at which it is given.
    const token = await tokens.of(joinedToken.parse(outcome.result).tokenId);
    if (token?.stands !== true) return;
    const followers = listening.filter(({ data }) => data.concertId === null);
    await Promise.all(followers.map((socket) => this.#follow(socket, token)));
  }

  /** Throws the refusal of a connection. */
  async #admit(socket: FanSocket): Promise<void> {
    socket.data.language = languageIn(socket.handshake.auth);
    await this.#connections.admit(socket.conn);
    const parsed = handshake.safeParse(socket.handshake.auth);
    if (!parsed.success) throw new Refusal('INVALID_REQUEST');
    if (this.#io.engine.clientsCount > SOCKETS_PER_PROCESS) throw new Refusal('SERVER_BUSY');
    const { token, identity, userId, since } = parsed.data;
    const caller = await this.#parts.recognise({
      bearer: token ?? identity ?? null,
      claimedUserId: userId,
      knock: { door: 'fan-socket', address: this.#addressOf(socket) },
    });
    const concertId = await this.#concertOf(caller);
    if (caller.kind !== 'token' && caller.kind !== 'user') throw new Refusal('UNAUTHENTICATED');
    Object.assign(socket.data, {
      userId: caller.userId,
      concertId,
      // From the first moment, so that a token that ends while its fan is welcomed is heard to end.
      follows: new Map(caller.kind === 'token' ? [[caller.concertId, caller.tokenId]] : []),
      meanwhile: { ended: new Set(), told: new Set() },
      missed: null,
      noticedAt: null,
      since,
    } satisfies Partial<Listener>);
  }

  /** The concert that a queue token is for; null for an identity. Throws what is wrong with the credential. */
  async #concertOf(caller: Caller): Promise<string | null> {
    if (caller.kind === 'anonymous') throw new Refusal('UNAUTHENTICATED');
    if (caller.kind === 'invalid') throw new Refusal('INVALID_TOKEN');
    if (caller.kind === 'operator') throw new Refusal('FORBIDDEN');
    if (caller.kind === 'user') return null;
    const token = await this.#parts.tokens.named(caller);
    if (token?.stands !== true) throw new Refusal('INVALID_TOKEN');
    return caller.concertId;
  }

  #addressOf({ conn }: Pick<Socket, 'conn'>): string {
    return this.#connections.of(conn);
  }

  #refused(socket: Socket, error: unknown): Error {
    return this.#problemOf((socket as FanSocket).data.language ?? DEFAULT_LANGUAGE, error);
  }

  #problemOf(language: Language, error: unknown): Error {
    const code: Code = error instanceof Refusal ? error.code : 'SERVER_BUSY';
    if (!(error instanceof Refusal)) this.#parts.log.warn({ err: error }, 'a socket could not be admitted');
    const problem = problemOf(code, language);
    return Object.assign(new Error(problem.detail), { data: problem });
  }

  async #welcome(socket: FanSocket): Promise<void> {
    const { metrics, attendance, liveTokens, log } = this.#parts;
    const { userId, concertId } = socket.data;
    const sockets = this.#ofUser.get(userId) ?? new Set();
    this.#ofUser.set(userId, sockets.add(socket));
    this.#sendOldestAway(sockets);
    metrics.sockets.inc();
    socket.on('disconnect', () => {
      metrics.sockets.dec();
      sockets.delete(socket);
      if (sockets.size === 0 && this.#ofUser.get(userId) === sockets) this.#ofUser.delete(userId);
      for (const [concert, tokenId] of socket.data.follows) {
        this.#ranks.leave(socket, concert, tokenId);
        attendance.left(tokenId);
        this.#seats.leave(socket, concert);
        this.#sales.leave(socket, concert);
      }
    });
    try {
      const live = await liveTokens.of(userId);
      const told = live.filter((token) => concertId === null || token.concertId === concertId);
      for (const token of told) await this.#follow(socket, token);
      if (concertId !== null && told.length === 0) await this.#checkEnded(socket, concertId);
      const { since } = socket.data;
      if (since !== undefined) await this.#tellMissed(socket, since);
    } catch (error) {
      log.warn({ err: error }, 'a socket could not be told what it missed');
    } finally {
      socket.data.meanwhile = null;
    }
  }

  /** Of too many sockets of one user the newest win: whoever is there now looks at those. */
  #sendOldestAway(sockets: Set<FanSocket>): void {
    const { socketsPerUser } = this.#parts.limits;
    if (socketsPerUser === 0 || sockets.size <= socketsPerUser) return;
    const [oldest] = sockets;
    if (oldest === undefined) return;
    const message = sentences(oldest.data.language).messages.tooManySockets();
    oldest.emit('closing', { code: 'RATE_LIMITED', message });
    oldest.disconnect(true);
  }

  /** The token stood when its fan knocked, and may have run out before anybody listened for it. */
  async #checkEnded(socket: FanSocket, concertId: string): Promise<void> {
    const tokenId = socket.data.follows.get(concertId);
    const token = tokenId === undefined ? null : await this.#parts.tokens.of(tokenId);
    if (token?.status !== 'EXPIRED' || !socket.data.follows.delete(concertId)) return;
    await this.#tellExpired(socket, concertId, token.tokenId);
  }

  async #tellMissed(socket: FanSocket, since: string): Promise<void> {
    const { orm, signer } = this.#parts;
    const { userId, language, meanwhile } = socket.data;
    const missed = new Set<string>();
    socket.data.missed = missed;
    for (const settled of await settledSince(orm.em.fork(), userId, since, MISSED_OUTCOMES)) {
      if (meanwhile?.told.has(settled.requestId)) continue;
      missed.add(settled.requestId);
      socket.emit('request', settledBody(settled, language, signer));
    }
  }

  /** To all who wait, in their language. */
  async #tellNotice({ concertId, text, at }: SaleEvent & { type: 'notice' }): Promise<void> {
    const waiting = [...this.#ranks.waitingIn(concertId)];
    for (const socket of waiting) socket.data.noticedAt = at;
    for (const [language, sockets] of Map.groupBy(waiting, ({ data }) => data.language)) {
      await sendAll(sockets, eventFrame('notice', { concertId, text: text[language], at }));
    }
  }

  /** What was said before somebody came, unless they heard it meanwhile. */
  async #tellRecentNotices(socket: FanSocket, concertId: string): Promise<void> {
    for (const { text, at } of await this.#notices.of(concertId)) {
      if (socket.data.noticedAt !== null && at <= socket.data.noticedAt) continue;
      send(socket, eventFrame('notice', { concertId, text: text[socket.data.language], at }));
    }
  }

  async #follow(socket: FanSocket, token: TokenState): Promise<void> {
    const { concertId, tokenId } = token;
    const { meanwhile, follows } = socket.data;
    if (meanwhile?.ended.has(tokenId)) return;
    follows.set(concertId, tokenId);
    this.#parts.attendance.heard(token);
    await this.#ranks.watch(socket, token);
    if (!socket.disconnected && follows.get(concertId) === tokenId) this.#sales.enter(socket, concertId);
    if (token.status === 'WAITING') await this.#tellRecentNotices(socket, concertId);
  }
}

/** The language asked for by `locale`: `en` as well as `en-US`, as browsers say it. */
function languageIn({ locale }: { locale?: unknown }): Language {
  const language = typeof locale === 'string' ? locale.toLowerCase().split('-')[0] : undefined;
  return isLanguage(language) ? language : DEFAULT_LANGUAGE;
}
