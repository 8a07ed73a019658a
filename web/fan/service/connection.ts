import { computed, effect, signal, untracked } from '@preact/signals';
import type { Credential } from '../../../client/credential.ts';
import { Live } from '../../../client/live.ts';
import { language } from '../../kit/language.ts';
import { fan, identityRefused, ownCredential, refuse } from '../state/identity.ts';
import { reachable } from './call.ts';
import { serverNow } from './server-clock.ts';

const backListeners = new Set<() => void>();

const live = signal(false);
/** The first moments belong to the connecting: nothing is wrong yet. */
const patient = signal(true);
const PATIENCE_MS = 2_500;

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

/** What the socket has shown: another call may have learned meanwhile that there is something better to show. */
let shown: Credential | null = null;

const socket: Live = new Live({
  listener: () => {
    shown = ownCredential();
    return { credential: shown, language: language.peek() };
  },
  now: serverNow,
  connected() {
    live.value = true;
    reachable.value = true;
    for (const tell of backListeners) tell();
  },
  disconnected() {
    live.value = false;
    patient.value = false;
  },
  refused(problem) {
    if (problem?.code !== 'INVALID_TOKEN' && problem?.code !== 'UNAUTHENTICATED') return 'later';
    return refuse(shown) ? 'again' : 'never';
  },
});

/** Is told of every event of this kind; the answer ends it. */
export const listen: Live['on'] = (event, tell) => socket.on(event, tell);

/** Is called whenever the socket is there (again): what changed meanwhile has to be asked for. */
export function whenBack(tell: () => void): () => void {
  backListeners.add(tell);
  return () => backListeners.delete(tell);
}

/** While it is known who looks there is a socket, in their language. */
export function keepConnected(): void {
  effect(() => {
    const somebody = fan.value;
    void language.value;
    live.value = false;
    untracked(() => (somebody === null ? socket.close() : open()));
  });
  addEventListener('online', () => {
    reachable.value = true;
    socket.hurry();
  });
  addEventListener('offline', () => {
    reachable.value = false;
  });
  // A tab that slept may not know that its socket is gone.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') socket.hurry();
  });
}

function open(): void {
  patient.value = true;
  setTimeout(() => {
    patient.value = false;
  }, PATIENCE_MS);
  socket.open();
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
