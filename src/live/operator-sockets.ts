import { isDeepStrictEqual } from 'node:util';
import type { Redis } from 'ioredis';
import type { Namespace, Socket } from 'socket.io';
import { z } from 'zod';
import { ACTIONS_LOOKED_BACK_SECONDS, OPERATOR_PUSH_MS, OPERATOR_RECHECK_MS } from '../../config/limits.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import type { Recognise } from '../identity/credentials.ts';
import type { Doorbell } from '../lane/doorbell.ts';
import type { Language } from '../language/language.ts';
import type { Log } from '../observability/log.ts';
import { readLatestActions } from '../operators/actions.ts';
import { type Health, healthBody, lookAtHealth } from '../operators/health.ts';
import type { SaleHistory } from '../operators/sale-history.ts';
import type { OperatorSessions } from '../operators/sessions.ts';
import { readStats } from '../operators/stats.ts';
import type { BrowserOrigin } from './browser-origin.ts';
import { type OperatorPayloads, watch } from './operator-events.ts';

/** What an operator sends when it connects without a browser's session. */
const handshake = z.object({ key: z.string().optional(), locale: z.string().optional() });

interface Watcher {
  language: Language;
  /** The token of the session; null with the key itself. */
  session: string | null;
  watched: string | null;
}

type Told = { [Event in keyof OperatorPayloads]: (payload: OperatorPayloads[Event]) => void };
type OperatorSocket = Socket<{ watch: (asked: unknown) => void }, Told, never, Watcher>;

export interface OperatorParts {
  namespace: Namespace;
  orm: Orm;
  redis: Redis;
  doorbell: Doorbell;
  history: SaleHistory;
  recognise: Recognise;
  sessions: OperatorSessions;
  originOf: (socket: Socket) => BrowserOrigin | undefined;
  addressOf: (socket: Socket) => string;
  /** Whether its address may have one more. Throws the refusal. */
  admitted: (socket: Socket) => Promise<void>;
  languageOf: (auth: { locale?: unknown }) => Language;
  refused: (language: Language, error: unknown) => Error;
  log: Log;
}

/**
 * Tells operators of the sales they look at, of the service and of what others do, every second. However many look
 * at a sale, it is read once; while nobody looks nothing is read at all.
 */
export class OperatorSockets {
  readonly #parts: OperatorParts;
  readonly #sockets = new Set<OperatorSocket>();
  readonly #sales = new Map<string, OperatorPayloads['sale']>();
  readonly #toldActions = new Map<string, number>();
  #health: { seen: Health; toldAt: number } | null = null;
  #timer: NodeJS.Timeout | undefined;
  #telling: Promise<void> = Promise.resolve();
  #checkedAt = 0;
  #closed = false;

  constructor(parts: OperatorParts) {
    this.#parts = parts;
    parts.namespace.use((socket, next) => {
      this.#admit(socket as OperatorSocket).then(
        () => next(),
        (error: unknown) => next(parts.refused(parts.languageOf(socket.handshake.auth), error)),
      );
    });
    parts.namespace.on('connection', (socket) => this.#welcome(socket as OperatorSocket));
    parts.sessions.listen((session) => this.#sendAway(session));
  }

  /** Resolves when nothing is read any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#telling;
  }

  /** Throws the refusal of a connection. */
  async #admit(socket: OperatorSocket): Promise<void> {
    const { recognise, originOf, addressOf, admitted, languageOf } = this.#parts;
    await admitted(socket);
    const parsed = handshake.safeParse(socket.handshake.auth);
    if (!parsed.success) throw new Refusal('INVALID_REQUEST');
    const origin = originOf(socket);
    const { key } = parsed.data;
    const caller = await recognise({
      bearer: key ?? null,
      claimedUserId: undefined,
      session: origin?.session,
      knock: { door: 'operator-socket', address: addressOf(socket) },
    });
    if (caller.kind === 'anonymous') throw new Refusal('UNAUTHENTICATED');
    if (caller.kind === 'invalid') throw new Refusal('INVALID_TOKEN');
    if (caller.kind !== 'operator') throw new Refusal('FORBIDDEN');
    // A browser sends its cookie with whatever page asks for a socket, and says which.
    if (caller.session !== null && origin?.isOurs !== true) throw new Refusal('FORBIDDEN');
    const language = languageOf(socket.handshake.auth);
    Object.assign(socket.data, { language, session: caller.session, watched: null } satisfies Watcher);
  }

  #welcome(socket: OperatorSocket): void {
    this.#sockets.add(socket);
    socket.on('disconnect', () => this.#sockets.delete(socket));
    socket.on('watch', (asked) => this.#watch(socket, asked));
    if (this.#health !== null) socket.emit('health', healthBody(this.#health.seen, socket.data.language));
    if (this.#sockets.size > 1 || this.#closed) return;
    // What was done before anybody listened is read, not told.
    this.#health = null;
    this.#telling = this.#telling.then(() => this.#rememberActions()).then(() => this.#tellAll());
  }

  #watch(socket: OperatorSocket, asked: unknown): void {
    const parsed = watch.safeParse(asked);
    if (!parsed.success) return;
    const { concertId } = parsed.data;
    socket.data.watched = concertId;
    if (concertId === null) return;
    // In its turn: whoever asks at the same time may have had it read by then.
    this.#telling = this.#telling.then(async () => {
      const known = this.#sales.get(concertId);
      if (known === undefined) await this.#tellSale(concertId);
      else if (socket.data.watched === concertId) socket.emit('sale', known);
    });
  }

  /** Again and again, from one second to the next, while anybody listens. */
  async #tellAll(): Promise<void> {
    const begun = performance.now();
    if (this.#sockets.size > 0 && !this.#closed) {
      const watched = new Set([...this.#sockets].flatMap(({ data }) => data.watched ?? []));
      for (const concertId of this.#sales.keys()) if (!watched.has(concertId)) this.#sales.delete(concertId);
      await Promise.all([
        ...[...watched].map((concertId) => this.#tellSale(concertId)),
        this.#tellHealth(),
        this.#tellActions(),
        this.#checkSessions(),
      ]);
    }
    clearTimeout(this.#timer);
    if (this.#sockets.size === 0 || this.#closed) return;
    this.#timer = setTimeout(
      () => {
        this.#telling = this.#telling.then(() => this.#tellAll());
      },
      Math.max(begun + OPERATOR_PUSH_MS - performance.now(), 0),
    );
  }

  async #tellSale(concertId: string): Promise<void> {
    const { orm, doorbell, history, log } = this.#parts;
    try {
      const stats = await readStats(orm.em.fork(), doorbell, concertId);
      if (stats === null) return;
      const sale = { concertId, stats, point: await history.point(concertId) };
      this.#sales.set(concertId, sale);
      for (const socket of this.#sockets) if (socket.data.watched === concertId) socket.emit('sale', sale);
    } catch (error) {
      log.debug({ err: error, concertId }, 'operators could not be told of a sale');
    }
  }

  async #tellHealth(): Promise<void> {
    const { orm, redis } = this.#parts;
    const seen = await lookAtHealth({ orm, redis });
    const now = performance.now();
    const due = this.#health === null || now - this.#health.toldAt >= OPERATOR_RECHECK_MS;
    if (!due && this.#health !== null && isDeepStrictEqual(essence(seen), essence(this.#health.seen))) return;
    this.#health = { seen, toldAt: now };
    for (const socket of this.#sockets) socket.emit('health', healthBody(seen, socket.data.language));
  }

  async #rememberActions(): Promise<void> {
    for (const { id } of await this.#latestActions()) this.#toldActions.set(id, performance.now());
  }

  async #tellActions(): Promise<void> {
    const now = performance.now();
    for (const action of await this.#latestActions()) {
      if (this.#toldActions.has(action.id)) continue;
      this.#toldActions.set(action.id, now);
      for (const socket of this.#sockets) socket.emit('action', action);
    }
    const since = now - 2 * ACTIONS_LOOKED_BACK_SECONDS * 1_000;
    for (const [id, at] of this.#toldActions) if (at < since) this.#toldActions.delete(id);
  }

  /** A little further back than the last look: what was done is seen when it is committed. */
  async #latestActions() {
    try {
      return await readLatestActions(this.#parts.orm.em.fork(), ACTIONS_LOOKED_BACK_SECONDS);
    } catch (error) {
      this.#parts.log.debug({ err: error }, 'operators could not be told what was done');
      return [];
    }
  }

  /** Whoever signed out, here or elsewhere, hears no more. */
  async #checkSessions(): Promise<void> {
    const now = performance.now();
    if (now - this.#checkedAt < OPERATOR_RECHECK_MS) return;
    this.#checkedAt = now;
    for (const session of new Set([...this.#sockets].map(({ data }) => data.session))) {
      if (session === null) continue;
      // Nobody is sent away because the database is.
      const found = await this.#parts.sessions.of(session).catch(() => 'unknown');
      if (found === null) this.#sendAway(session);
    }
  }

  #sendAway(session: string): void {
    for (const socket of this.#sockets) if (socket.data.session === session) socket.disconnect(true);
  }
}

/** What makes a difference to people, without what changes with every look. */
const essence = ({ faults, roles, postgres, redis, audit, lanes }: Health) => ({
  faults: faults.map(({ what }) => what),
  roles,
  states: [postgres.state, redis.state],
  audit,
  lanes: lanes.map(({ lane, served }) => [lane, served]),
});
