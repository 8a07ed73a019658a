import { computed, effect, signal, untracked } from '@preact/signals';
import { pathOf } from '../../../client/calls.ts';
import type { Reservation, Reservations } from '../../../client/description.ts';
import { after, type Loaded } from '../../kit/loaded.ts';
import { callAsFan } from '../service/call.ts';
import { listen, whenBack } from '../service/connection.ts';
import { begin, whenSettled } from '../service/writes.ts';
import { userId } from './identity.ts';
import { askForPlace, endPlace, tokenFor } from './places.ts';

export type { Reservation };

export const reservations = signal<Loaded<Reservations>>({ state: 'loading' });

export async function askForReservations(): Promise<void> {
  if (userId.value === null) return;
  const asked = userId.value;
  const reply = await callAsFan('GET', '/v1/reservations');
  if (asked === userId.value) reservations.value = after(reservations.value, reply);
}

export async function askForOlderReservations(): Promise<void> {
  const before = reservations.value;
  if (before.state !== 'here' || before.value.next === null) return;
  const reply = await callAsFan('GET', '/v1/reservations', { next: before.value.next });
  if (!reply.ok) return;
  const { reservations: older, next } = reply.body;
  reservations.value = {
    state: 'here',
    value: { reservations: [...before.value.reservations, ...older], next },
  };
}

const own = computed(() =>
  reservations.value.state === 'here' ? reservations.value.value.reservations : [],
);

export const heldIn = (concertId: string): Reservation[] =>
  own.value.filter((one) => one.concertId === concertId && one.status === 'HELD');

/** What is held and not paid yet, by concert; the one that ends first is the first. */
export const heldNow = computed(() => {
  const held = own.value.filter(({ status }) => status === 'HELD');
  held.sort((one, other) => one.expiresAt.localeCompare(other.expiresAt));
  return Map.groupBy(held, ({ concertId }) => concertId);
});

/** How many seats of the concert the fan holds or owns. */
export const seatsOwnedIn = (concertId: string): number =>
  own.value
    .filter((one) => one.concertId === concertId && (one.status === 'HELD' || one.status === 'CONFIRMED'))
    .reduce((sum, { seatNumbers }) => sum + seatNumbers.length, 0);

export const ownSeatsOn = (concertId: string, date: string): Set<number> =>
  new Set(
    own.value
      .filter(
        (one) =>
          one.concertId === concertId &&
          one.date === date &&
          (one.status === 'HELD' || one.status === 'CONFIRMED'),
      )
      .flatMap(({ seatNumbers }) => seatNumbers),
  );

export const holdSlot = (concertId: string) => `hold:${concertId}`;
export const paySlot = (concertId: string) => `pay:${concertId}`;
export const extendSlot = (reservationId: string) => `extend:${reservationId}`;
export const releaseSlot = (reservationId: string) => `release:${reservationId}`;

export function hold(concertId: string, date: string, seatNumbers: number[]): void {
  const path = pathOf('/v1/concerts/{concertId}/reservations', { concertId });
  const token = tokenFor(concertId);
  if (token === undefined) return;
  begin({ slot: holdSlot(concertId), method: 'POST', path, body: { date, seatNumbers }, token });
}

export function pay(concertId: string, reservationIds: string[]): void {
  const path = pathOf('/v1/concerts/{concertId}/payments', { concertId });
  const token = tokenFor(concertId);
  if (token === undefined) return;
  begin({ slot: paySlot(concertId), method: 'POST', path, body: { reservationIds }, token });
}

/** Gives these seats of a hold back; all of them end it. */
export function release(
  { concertId, reservationId, seatNumbers: held }: Reservation,
  seatNumbers: number[],
): void {
  const ids = { concertId, reservationId };
  const token = tokenFor(concertId);
  if (token === undefined) return;
  const all = held.every((number) => seatNumbers.includes(number));
  const slot = releaseSlot(reservationId);
  if (all) {
    const path = pathOf('/v1/concerts/{concertId}/reservations/{reservationId}', ids);
    begin({ slot, method: 'DELETE', path, token });
  } else {
    const path = pathOf('/v1/concerts/{concertId}/reservations/{reservationId}/release', ids);
    begin({ slot, method: 'POST', path, body: { seatNumbers }, token });
  }
}

/** Holds it somewhat longer; a hold can be made longer once. */
export function extend({ concertId, reservationId }: Reservation): void {
  const ids = { concertId, reservationId };
  const path = pathOf('/v1/concerts/{concertId}/reservations/{reservationId}/extension', ids);
  const token = tokenFor(concertId);
  if (token === undefined) return;
  begin({ slot: extendSlot(reservationId), method: 'POST', path, token });
}

/** The seats that a refused hold was about: somebody else has at least one of them. */
export const refusedHold = signal<{ concertId: string; date: string; seatNumbers: number[] } | null>(null);

/** Reads them anew whenever something has changed them, in whichever tab. */
export function followReservations(): void {
  effect(() => {
    reservations.value = { state: 'loading' };
    if (userId.value !== null) untracked(() => void askForReservations());
  });
  whenBack(() => void askForReservations());
  listen('request', () => void askForReservations());
  listen('hold-ended', () => void askForReservations());
  whenSettled(({ slot, path, body }, outcome) => {
    const concertId = path.split('/')[3] ?? '';
    if (!/^(hold|pay|release|extend):/.test(slot)) return;
    void askForReservations();
    const code = outcome.ok ? undefined : outcome.problem.code;
    if (slot.startsWith('pay:') && outcome.ok) endPlace(concertId, 'paid');
    // A hold keeps its place alive.
    else if (slot.startsWith('hold:') && outcome.ok) void askForPlace(concertId);
    else if (code === 'INVALID_TOKEN' || code === 'NOT_ADMITTED') void askForPlace(concertId);
    if (slot.startsWith('hold:') && code === 'SEAT_ALREADY_RESERVED') {
      refusedHold.value = { concertId, ...(body as { date: string; seatNumbers: number[] }) };
    }
  });
}
