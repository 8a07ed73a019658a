import { signal } from '@preact/signals';
import type { Credential } from '../../../client/credential.ts';
import type { AnnouncedConcert, Concerts, Dates, Seats } from '../../../client/description.ts';
import { after, type Loaded } from '../../kit/loaded.ts';
import { call } from '../service/call.ts';
import { now } from '../service/server-clock.ts';
import { tokenFor } from './places.ts';

export type { Seats };
export type Concert = AnnouncedConcert;
export type AnnouncedDate = Concert['dates'][number];
export type BookableDate = Dates['dates'][number];
export type Seat = Seats['seats'][number];
export type SeatStatus = Seat['status'];

export const concerts = signal<Loaded<Concerts>>({ state: 'loading' });
export const knownConcerts = signal<Readonly<Record<string, Loaded<Concert>>>>({});

export async function askForConcerts(): Promise<void> {
  const reply = await call('GET', '/v1/concerts');
  concerts.value = after(concerts.value, reply);
  if (reply.ok)
    for (const concert of reply.body.concerts) know(concert.concertId, { state: 'here', value: concert });
}

export async function askForMoreConcerts(): Promise<void> {
  const before = concerts.value;
  if (before.state !== 'here' || before.value.next === null) return;
  const reply = await call('GET', '/v1/concerts', { next: before.value.next });
  if (!reply.ok) return;
  const { concerts: more, next } = reply.body;
  concerts.value = { state: 'here', value: { concerts: [...before.value.concerts, ...more], next } };
}

export const concertOf = (concertId: string): Loaded<Concert> =>
  knownConcerts.value[concertId] ?? { state: 'loading' };

export async function askForConcert(concertId: string): Promise<void> {
  const before = knownConcerts.peek()[concertId] ?? { state: 'loading' };
  const reply = await call('GET', '/v1/concerts/{concertId}', { params: { concertId } });
  know(concertId, after(before, reply));
}

function know(concertId: string, concert: Loaded<Concert>): void {
  knownConcerts.value = { ...knownConcerts.value, [concertId]: concert };
}

export const askForDates = (concertId: string) =>
  call('GET', '/v1/concerts/{concertId}/dates', {
    params: { concertId },
    credential: credentialFor(concertId),
  });

/** With the tag of an earlier answer, an unchanged list comes without its body. */
export const askForSeats = (concertId: string, date: string, ifNoneMatch = '') =>
  call('GET', '/v1/concerts/{concertId}/dates/{date}/seats', {
    params: { concertId, date },
    credential: credentialFor(concertId),
    ifNoneMatch,
  });

/** Some concerts show their seats to everybody. */
function credentialFor(concertId: string): Credential | null {
  const token = tokenFor(concertId);
  return token === undefined ? null : { token };
}

/** How long a turn stands for somebody who is not there when it comes. */
export function turnStands({ waitingRoom }: Concert): number {
  const { showUpSeconds, activeSeconds } = waitingRoom;
  return showUpSeconds > 0 ? showUpSeconds : activeSeconds;
}

/** `over`: all dates have passed. Reads the moving time. */
export function saleState(concert: Concert): 'not open' | 'open' | 'closed' | 'over' {
  const { saleOpensAt, saleClosesAt, dates } = concert;
  if (dates.length > 0 && dates.every(({ startsAt }) => Date.parse(startsAt) <= now.value)) return 'over';
  if (saleOpensAt !== null && now.value < Date.parse(saleOpensAt)) return 'not open';
  if (saleClosesAt !== null && Date.parse(saleClosesAt) <= now.value) return 'closed';
  return 'open';
}
