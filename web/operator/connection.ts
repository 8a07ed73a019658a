import { effect, signal } from '@preact/signals';
import type { OperatorEvents } from '../../client/description.ts';
import { Live } from '../../client/live.ts';
import { language } from '../kit/language.ts';
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
  sale?: (event: OperatorEvents['sale']) => void;
  health?: (health: OperatorEvents['health']) => void;
  action?: (action: OperatorEvents['action']) => void;
  /** Asks for what the socket would have told, and answers whether the service was heard. */
  poll?: () => Promise<boolean>;
  /** The socket is back: whatever was told meanwhile has to be asked for. */
  back?: () => void;
}

const POLL_MS = 3_000;

const listeners = new Set<Listener>();
let watched: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** How often it was opened: an answer that was asked for before says nothing about now. */
let openings = 0;

const live: Live<'/operator'> = new Live({
  namespace: '/operator',
  listener: () => ({ credential: { session: true }, language: language.peek() }),
  connected() {
    clearTimeout(timer);
    connection.value = 'live';
    heardAt.value = Date.now();
    live.say('watch', { concertId: watched });
    for (const { back } of listeners) back?.();
  },
  disconnected(sentAway) {
    // The session is over, or the server ends and another one takes its place.
    if (sentAway) void recallSession();
    pollSoon(0);
  },
  refused(problem) {
    if (problem?.status === 401 || problem?.status === 403) void recallSession();
    pollSoon(connection.value === 'live' || connection.value === 'connecting' ? 0 : POLL_MS);
    return 'later';
  },
});
live.on('sale', (event) => tell('sale', event));
live.on('health', (health) => tell('health', health));
live.on('action', (action) => tell('action', action));

/** Begins to listen; the answer ends it. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says which sale is looked at: the socket tells of one at a time. */
export function watch(concertId: string | null): void {
  watched = concertId;
  live.say('watch', { concertId });
}

/** While somebody is signed in there is a socket, in their language. */
export function keepConnected(): void {
  effect(() => {
    const signedIn = session.value.state === 'in';
    void language.value;
    clearTimeout(timer);
    timer = undefined;
    openings += 1;
    if (!signedIn) return live.close();
    connection.value = 'connecting';
    live.open();
  });
  addEventListener('online', () => {
    live.hurry();
    pollSoon(0);
  });
  addEventListener('offline', () => pollSoon(0));
}

function tell<Event extends keyof OperatorEvents>(event: Event, told: OperatorEvents[Event]): void {
  heardAt.value = Date.now();
  for (const listener of listeners) (listener[event] as ((told: unknown) => void) | undefined)?.(told);
}

function pollSoon(ms: number): void {
  if (!live.wanted || live.connected) return;
  if (timer !== undefined && ms > 0) return;
  clearTimeout(timer);
  timer = setTimeout(poll, ms);
}

async function poll(): Promise<void> {
  const opening = openings;
  const heard = await Promise.all([...listeners].map(({ poll }) => poll?.() ?? false));
  if (!live.wanted || opening !== openings) return;
  timer = undefined;
  if (live.connected) return;
  const some = heard.some((one) => one);
  if (some) heardAt.value = Date.now();
  connection.value = some ? 'polling' : 'offline';
  pollSoon(POLL_MS);
}
