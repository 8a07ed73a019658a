import { effect, signal } from '@preact/signals';
import { io, type Socket } from 'socket.io-client';
import { language } from '../kit/language.ts';
import type { OperatorPayloads } from './answers.ts';
import { recallSession, session } from './session.ts';

/**
 * How the page hears of the sale: told by the socket; by asking again and again while the socket is away; or not
 * at all.
 */
export const connection = signal<'connecting' | 'live' | 'polling' | 'offline'>('connecting');

/** When the service was heard last, by the clock of this machine. */
export const heardAt = signal<number | null>(null);

/** A part of the page that shows what changes. */
export interface Listener {
  sale?: (event: OperatorPayloads['sale']) => void;
  health?: (health: OperatorPayloads['health']) => void;
  action?: (action: OperatorPayloads['action']) => void;
  /** Asks for what the socket would have told, and answers whether the service was heard. */
  poll?: () => Promise<boolean>;
  /** The socket is back: whatever was told meanwhile has to be asked for. */
  back?: () => void;
}

const POLL_MS = 3_000;
const RETRY_MS = 3_000;
/** So long a socket may take to open. */
const PATIENCE_MS = 5_000;

const listeners = new Set<Listener>();
let socket: Socket | undefined;
let watched: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Begins to listen; the answer ends it. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says which sale is looked at: the socket tells of one at a time. */
export function watch(concertId: string | null): void {
  watched = concertId;
  if (socket?.connected) socket.emit('watch', { concertId });
}

/** While somebody is signed in there is a socket, in their language. */
export function keepConnected(): void {
  effect(() => {
    const signedIn = session.value.state === 'in';
    const locale = language.value;
    close();
    if (signedIn) open(locale);
  });
  addEventListener('online', () => {
    socket?.connect();
    pollSoon(0);
  });
  addEventListener('offline', () => pollSoon(0));
}

function open(locale: string): void {
  connection.value = 'connecting';
  const opened = io('/operator', {
    auth: { locale },
    transports: ['websocket'],
    reconnectionDelayMax: RETRY_MS,
    timeout: PATIENCE_MS,
  });
  socket = opened;
  opened.on('connect', () => {
    clearTimeout(timer);
    connection.value = 'live';
    heardAt.value = Date.now();
    opened.emit('watch', { concertId: watched });
    for (const { back } of listeners) back?.();
  });
  opened.on('disconnect', () => {
    if (socket !== opened) return;
    // Sent away by the server: the session is over, or the server ends and another one takes its place.
    if (!opened.active) {
      void recallSession();
      setTimeout(() => socket === opened && opened.connect(), RETRY_MS);
    }
    pollSoon(0);
  });
  opened.on('connect_error', (error: Error & { data?: { status?: number } }) => {
    if (socket !== opened) return;
    if (error.data?.status === 401 || error.data?.status === 403) void recallSession();
    // Whoever was refused by the server is not tried again by the socket itself.
    if (!opened.active) setTimeout(() => socket === opened && opened.connect(), RETRY_MS);
    pollSoon(connection.value === 'live' || connection.value === 'connecting' ? 0 : POLL_MS);
  });
  opened.on('sale', (event: OperatorPayloads['sale']) => tell('sale', event));
  opened.on('health', (health: OperatorPayloads['health']) => tell('health', health));
  opened.on('action', (action: OperatorPayloads['action']) => tell('action', action));
}

function close(): void {
  clearTimeout(timer);
  timer = undefined;
  const closed = socket;
  socket = undefined;
  closed?.off();
  closed?.disconnect();
}

function tell<Event extends keyof OperatorPayloads>(event: Event, told: OperatorPayloads[Event]): void {
  heardAt.value = Date.now();
  for (const listener of listeners) (listener[event] as ((told: unknown) => void) | undefined)?.(told);
}

function pollSoon(ms: number): void {
  if (socket === undefined || socket.connected) return;
  if (timer !== undefined && ms > 0) return;
  clearTimeout(timer);
  timer = setTimeout(poll, ms);
}

async function poll(): Promise<void> {
  const asked = socket;
  const heard = await Promise.all([...listeners].map(({ poll }) => poll?.() ?? false));
  if (asked === undefined || asked !== socket) return;
  timer = undefined;
  if (asked.connected) return;
  const some = heard.some((one) => one);
  if (some) heardAt.value = Date.now();
  connection.value = some ? 'polling' : 'offline';
  pollSoon(POLL_MS);
}
