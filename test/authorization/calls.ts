import { randomUUID } from 'node:crypto';
import type { Call } from '../api/description/document.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import { ADMIN_KEY, DATE } from '../infrastructure/on-sale.ts';
import type { Stage } from './stage.ts';

/** What the owner's things are called. */
export type Things = Pick<Stage, 'concertId' | 'reservationId' | 'requestId' | 'userId'>;

/** Each hold asks for a seat of its own, so that nobody is refused because of the one before. */
let seatNumber = 1;
function nextSeat(): number {
  seatNumber = (seatNumber % 48) + 1;
  return seatNumber;
}

/** Each added date is a day of its own. */
let day = 1;
function nextDay(): string {
  day += 1;
  return new Date(Date.UTC(2098, 0, day)).toISOString().slice(0, 10);
}

/** What each call sends, by its name in the description. */
const BODIES: Record<string, (things: Things) => object> = {
  createConcertToken: () => ({}),
  createConcertReservation: () => ({ date: DATE, seatNumber: nextSeat() }),
  createConcertReservationRelease: () => ({ seatNumbers: [1] }),
  createConcertPayment: ({ reservationId }) => ({ reservationId }),
  createWalletCharge: () => ({ amount: 1 }),
  createAdminUser: () => ({ name: 'Kim' }),
  createAdminUserCredit: () => ({ amount: 1, reason: 'Paid at the box office' }),
  createAdminConcert: () => ({
    title: 'Another concert',
    dates: [{ date: DATE, price: 1 }],
    waitingRoom: { capacity: 1 },
  }),
  createAdminConcertDuplicate: () => ({ title: 'Once more' }),
  createAdminConcertDate: () => ({ date: nextDay(), price: 1 }),
  updateAdminConcertDate: () => ({ startsAt: `${DATE}T11:00:00.000Z` }),
  createAdminConcertMessage: () => ({ text: { ko: '잠시만요', en: 'One moment' } }),
  createAdminSession: () => ({ key: ADMIN_KEY, name: 'Kim' }),
  updateAdminConcert: () => ({ title: 'A concert by another name' }),
};

/** What is asked for beside the path, by the call's name. */
const QUERIES: Record<string, (things: Things) => string> = {
  getAdminLookup: ({ reservationId }) => `?q=${reservationId}`,
};

/** The address of a described call for these things. */
export function addressOf({ path }: Pick<Call, 'path'>, things: Things): string {
  const values: Record<string, string> = { ...things, date: DATE };
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nobody knows a ${name} to ask for`);
    return value;
  });
}

/** Makes a described call about these things, and waits for its outcome. */
export function make(
  url: string,
  described: Call,
  things: Things,
  headers: Record<string, string>,
): Promise<Answer> {
  const { operationId, method, requestBody } = described;
  const body = BODIES[operationId]?.(things);
  if (requestBody?.required && body === undefined) throw new Error(`nobody knows what ${operationId} sends`);
  const query = QUERIES[operationId]?.(things) ?? '';
  return call(url, method.toUpperCase(), `${addressOf(described, things)}${query}`, {
    body,
    headers: { prefer: 'wait=20', ...headers },
  });
}

/** The same concert, and things in it that nobody ever had. */
export const nobodysThings = ({ concertId }: Things): Things => ({
  concertId,
  reservationId: randomUUID(),
  requestId: randomUUID(),
  userId: randomUUID(),
});
