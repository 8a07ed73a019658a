import { signal } from '@preact/signals';

/** By how much the server's clock is ahead of this machine's, in milliseconds: somewhere between the two. */
let ahead = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/**
 * Learns from an answer what time it is on the server. `Date` has no fractions of a second, and the answer may have
 * been under way for a while; so each answer only narrows what is possible, and together they come close.
 */
export function hearServerTime(told: string | null, sentAt: number, receivedAt = Date.now()): void {
  const date = Date.parse(told ?? '');
  if (Number.isNaN(date)) return;
  const possible = { from: date - receivedAt, to: date + 1_000 - sentAt };
  const both = { from: Math.max(ahead.from, possible.from), to: Math.min(ahead.to, possible.to) };
  // One of the clocks was set anew: only the latest answer counts.
  ahead = both.from <= both.to ? both : possible;
}

/** What time it is on the server, as well as it is known; in milliseconds like `Date.now()`. */
export function serverNow(): number {
  if (!Number.isFinite(ahead.from) || !Number.isFinite(ahead.to)) return Date.now();
  return Date.now() + (ahead.from + ahead.to) / 2;
}

const TICK_MS = 200;

/** The server's time, moving on: whoever reads it is drawn again, so read it in a `computed` that rounds. */
export const now = signal(Date.now());

setInterval(() => {
  now.value = serverNow();
}, TICK_MS);

/** Seconds until an instant, to the nearest, 0 once it has passed. Reads the moving time. */
export const secondsUntil = (instant: string | number): number =>
  Math.max(0, Math.round((new Date(instant).getTime() - now.value) / 1_000));
