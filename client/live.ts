import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { type Credential, handshakeOf } from './credential.ts';
import type {
  FanEvents,
  Handshake,
  Language,
  OperatorEvents,
  OperatorWords,
  Problem,
} from './description.ts';

/** What may be told in each namespace, and what a client may say there. */
export interface Namespaces {
  '/': { told: FanEvents; said: Record<never, never> };
  '/operator': { told: OperatorEvents; said: OperatorWords };
}

type Functions<Payloads> = { [Event in keyof Payloads]: (payload: Payloads[Event]) => void };

/** A socket of Socket.IO with the events of the description. */
export type LiveSocket<Namespace extends keyof Namespaces = '/'> = Socket<
  Functions<Namespaces[Namespace]['told']>,
  Functions<Namespaces[Namespace]['said']>
>;

/** Opens a socket; `auth` is asked at every connection, for a later one may have something else to say. */
export function openSocket<Namespace extends keyof Namespaces = '/'>(
  { origin = '', namespace }: { origin?: string; namespace?: Namespace },
  auth: () => Handshake | Record<string, unknown>,
  options: Partial<ManagerOptions & SocketOptions> = {},
): LiveSocket<Namespace> {
  return io(origin + (namespace ?? '/'), {
    transports: ['websocket'],
    forceNew: true,
    auth: (say) => say(auth()),
    ...options,
  }) as Socket as LiveSocket<Namespace>;
}

/** Why a connection was refused, where the service has said so. */
export const problemIn = (error: Error): Problem | null => (error as Error & { data?: Problem }).data ?? null;

/** What was told shortly before a connection broke may not have come through. */
const OVERLAP_MS = 3_000;
const RETRY_MS = 4_000;
const PATIENCE_MS = 5_000;
/** So many outcomes are remembered as told; older ones may be told again. */
const TOLD_OUTCOMES = 1_000;

export interface LiveSettings<Namespace extends keyof Namespaces> {
  origin?: string;
  namespace?: Namespace;
  /** Who listens, and in which language: asked at every connection. */
  listener: () => { credential: Credential | null; language?: Language };
  /** What time it is on the server, in milliseconds: by this machine's clock unless said. */
  now?: () => number;
  /** Is told when the connection is there, also when it is there again. */
  connected?: () => void;
  /** Is told when it is gone, unless it was closed: because it broke, or because the server sent its client away. */
  disconnected?: (sentAway: boolean) => void;
  /**
   * Is told of an attempt that came to nothing, with the reason where the service gave one, and says what to do:
   * `later` unless said, `again` at once, for there is another credential, or `never`.
   */
  refused?: (problem: Problem | null) => 'later' | 'again' | 'never';
}

/**
 * A live connection for as long as somebody wants to hear. It comes back by itself, then has told again what it may
 * have missed, and tells each outcome once.
 */
export class Live<Namespace extends keyof Namespaces = '/'> {
  readonly #socket: Socket;
  readonly #listeners = new Map<string, Set<(payload: never) => void>>();
  readonly #toldOutcomes = new Set<string>();
  #since: string | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #wanted = false;
  /** A newer connection of the same user has taken the place of this one. */
  #replaced = false;

  constructor({ origin, namespace, listener, now = Date.now, ...tell }: LiveSettings<Namespace>) {
    const auth = () => {
      const { credential, language: locale } = listener();
      return { ...(credential === null ? {} : handshakeOf(credential)), locale, since: this.#since };
    };
    const socket = openSocket({ origin, namespace }, auth, {
      autoConnect: false,
      reconnectionDelay: RETRY_MS / 8,
      reconnectionDelayMax: RETRY_MS,
      timeout: PATIENCE_MS,
    }) as Socket;
    socket.onAny((event: string, payload: unknown) => this.#tell(event, payload));
    socket.on('closing', () => {
      this.#replaced = true;
    });
    socket.on('connect', () => {
      this.#replaced = false;
      tell.connected?.();
    });
    socket.on('disconnect', (reason) => {
      this.#since = new Date(now() - OVERLAP_MS).toISOString();
      if (!this.#wanted) return;
      const sentAway = reason === 'io server disconnect';
      if (sentAway && !this.#replaced) this.#tryLater();
      tell.disconnected?.(sentAway);
    });
    socket.on('connect_error', (error) => {
      if (!this.#wanted) return;
      const then = tell.refused?.(problemIn(error)) ?? 'later';
      // Whoever was refused by the server is not tried again by the socket itself.
      if (socket.active) return;
      if (then === 'again') socket.connect();
      else if (then === 'later') this.#tryLater();
    });
    this.#socket = socket;
  }

  /** Whether anybody wants to hear: it was opened, and not closed since. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** Whether it is there now. */
  get connected(): boolean {
    return this.#socket.connected;
  }

  /** Begins anew, with nothing missed, for whoever listens now. */
  open(): void {
    this.close();
    this.#since = undefined;
    this.#toldOutcomes.clear();
    this.#wanted = true;
    this.#socket.connect();
  }

  close(): void {
    this.#wanted = false;
    clearTimeout(this.#retry);
    this.#socket.disconnect();
  }

  /** Tries at once instead of later. */
  hurry(): void {
    if (this.#wanted && !this.#socket.connected) this.#socket.connect();
  }

  /** Has every outcome told again that was settled since then, also those that were told. */
  tellAgain(since: number): void {
    if (!this.#wanted) return;
    this.#toldOutcomes.clear();
    this.#socket.disconnect();
    this.#since = new Date(since).toISOString();
    this.#socket.connect();
  }

  /** Is told of every event of this kind; the answer ends it. */
  on<Event extends keyof Namespaces[Namespace]['told'] & string>(
    event: Event,
    tell: (payload: Namespaces[Namespace]['told'][Event]) => void,
  ): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(tell));
    return () => listeners.delete(tell);
  }

  /** Says something, if anybody is there to hear it. */
  say<Event extends keyof Namespaces[Namespace]['said'] & string>(
    event: Event,
    payload: Namespaces[Namespace]['said'][Event],
  ): void {
    if (this.#socket.connected) this.#socket.emit(event, payload);
  }

  #tell(event: string, payload: unknown): void {
    if (event === 'request' && this.#wasTold((payload as { requestId: string }).requestId)) return;
    for (const tell of this.#listeners.get(event) ?? []) tell(payload as never);
  }

  #wasTold(requestId: string): boolean {
    const told = this.#toldOutcomes;
    if (told.has(requestId)) return true;
    told.add(requestId);
    const [oldest] = told;
    if (told.size > TOLD_OUTCOMES && oldest !== undefined) told.delete(oldest);
    return false;
  }

  #tryLater(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket.connect(), RETRY_MS);
  }
}
