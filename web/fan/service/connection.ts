import { computed, effect, signal, untracked } from '@preact/signals';
import { io, type Socket } from 'socket.io-client';
import type { LivePayloads } from '../../../src/live/events.ts';
import { language } from '../../kit/language.ts';
import { type Fan, fan, identityHeaders, identityRefused, refuse } from '../state/identity.ts';
import { reachable } from './call.ts';
import { serverNow } from './server-clock.ts';

/** What the service tells. `notice` is a sentence of the operator to all who wait. */
type Told = Omit<LivePayloads, 'notice'> & { notice: { concertId: string; text: string; at: string } };

const EVENTS = ['request', 'queue', 'line', 'hold-expired', 'token-expired', 'seats', 'notice'] as const;
const listeners = new Map<string, Set<(payload: never) => void>>();
const backListeners = new Set<() => void>();

const live = signal(false);
/** The first moments belong to the connecting: nothing is wrong yet. */
const patient = signal(true);
const PATIENCE_MS = 2_500;
const REFUSED_RETRY_MS = 5_000;
/** What was told shortly before the socket broke may not have come through. */
const OVERLAP_MS = 3_000;

/**
 * How the page hears of news: told by the socket; by asking again and again while the socket is away; or not at all.
 * `idle`: nobody is known yet who could be told anything.
 */
export const connection = computed<'idle' | 'connecting' | 'live' | 'polling' | 'offline'>(() => {
  if (!reachable.value) return 'offline';
  if (fan.value === null || identityRefused.value) return 'idle';
  if (live.value) return 'live';
  return patient.value ? 'connecting' : 'polling';
});

let socket: Socket | undefined;
let since: string | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;

/** Is told of every event of this kind; the answer ends it. */
export function listen<Event extends keyof Told>(
  event: Event,
  tell: (payload: Told[Event]) => void,
): () => void {
  const ofEvent = listeners.get(event) ?? new Set();
  listeners.set(event, ofEvent.add(tell));
  return () => ofEvent.delete(tell);
}

/** Is called whenever the socket is there (again): what changed meanwhile has to be asked for. */
export function whenBack(tell: () => void): () => void {
  backListeners.add(tell);
  return () => backListeners.delete(tell);
}

/** Has every outcome told again that was settled since then. */
export function askForMissed(instant: number): void {
  since = new Date(instant).toISOString();
  socket?.disconnect().connect();
}

/** While it is known who looks there is a socket, in their language. */
export function keepConnected(): void {
  effect(() => {
    const somebody = fan.value;
    const locale = language.value;
    close();
    since = undefined;
    if (somebody !== null) untracked(() => open(somebody, locale));
  });
  addEventListener('online', () => {
    reachable.value = true;
    socket?.connect();
  });
  addEventListener('offline', () => {
    reachable.value = false;
  });
  // A tab that slept may not know that its socket is gone.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && socket?.active === false) socket.connect();
  });
}

function open(who: Fan, locale: string): void {
  patient.value = true;
  setTimeout(() => {
    patient.value = false;
  }, PATIENCE_MS);
  const opened = io({
    auth: (answer) => answer({ locale, ...credentialOf(who), ...(since && { since }) }),
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 4_000,
    timeout: 5_000,
  });
  socket = opened;
  opened.on('connect', () => {
    live.value = true;
    reachable.value = true;
    for (const tell of backListeners) tell();
  });
  opened.on('disconnect', () => {
    live.value = false;
    patient.value = false;
    since = new Date(serverNow() - OVERLAP_MS).toISOString();
  });
  opened.on('connect_error', (error: Error & { data?: { code?: string } }) => {
    if (socket !== opened) return;
    const code = error.data?.code;
    if (code === 'INVALID_TOKEN' || code === 'UNAUTHENTICATED') {
      if (refuse(identityHeaders(who))) opened.connect();
      return;
    }
    // Whoever was refused by the server is not tried again by the socket itself.
    if (!opened.active) retry = setTimeout(() => opened.connect(), REFUSED_RETRY_MS);
  });
  for (const event of EVENTS) {
    opened.on(event as string, (payload: unknown) => {
      for (const tell of listeners.get(event) ?? []) tell(payload as never);
    });
  }
}

/** As a socket takes it: a token, whether the shop's or ours, is told apart by the service. */
function credentialOf(who: Fan): Record<string, string> {
  const { authorization } = identityHeaders(who);
  return authorization === undefined
    ? { userId: who.userId }
    : { token: authorization.replace('Bearer ', '') };
}

function close(): void {
  clearTimeout(retry);
  const closed = socket;
  socket = undefined;
  live.value = false;
  closed?.off();
  closed?.disconnect();
}

const POLL_MS = 3_000;
const CHECK_MS = 45_000;

/**
 * Asks at once and goes on asking: every few seconds while the socket is away, and rarely while it is there, because
 * what it tells is a hint and may be lost. The answer ends it.
 */
export function keepAsking(
  ask: () => Promise<unknown>,
  { pollMs = POLL_MS, checkMs = CHECK_MS } = {},
): () => void {
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const round = async () => {
    clearTimeout(timer);
    await ask();
    if (ended) return;
    clearTimeout(timer);
    // A crowd must not ask in step.
    const pause = (live.value ? checkMs : pollMs) * (0.8 + Math.random() * 0.4);
    timer = setTimeout(round, pause);
  };
  const stopHearing = whenBack(() => void round());
  // When the socket goes away nobody waits for the rare check.
  const stopWatching = live.subscribe((there) => {
    if (there || ended) return;
    clearTimeout(timer);
    timer = setTimeout(round, pollMs / 3);
  });
  void round();
  return () => {
    ended = true;
    clearTimeout(timer);
    stopHearing();
    stopWatching();
  };
}
