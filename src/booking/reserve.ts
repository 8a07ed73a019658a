import { z } from 'zod';
import { SEATS_PER_REQUEST } from '../../config/limits.ts';
import { tokenOf } from '../contract/caller.ts';
import { calendarDate, distinct, eitherOf, givenId, instant, message, money } from '../contract/fields.ts';
import { bookingKind } from './kind.ts';

export const seatNumber = z.int().min(1).max(2_147_483_647);
const seatNumbers = z.array(seatNumber).min(1).max(SEATS_PER_REQUEST);

const held = {
  reservationId: givenId,
  status: z.literal('HELD'),
  date: z.iso.date(),
  seatNumbers: z.array(z.int()),
  amount: money,
  expiresAt: instant,
};

export const reserve = bookingKind({
  name: 'reserve',
  method: 'post',
  path: '/v1/concerts/{concertId}/reservations',
  tag: 'Reservations',
  summary: 'Hold seats of one date, all or none',
  notes:
    'The seats are held for the hold time of the concert. Unpaid, they are free again within a second after `expiresAt`, and the `hold-expired` event says so. A hold keeps its token alive at least as long as itself. A visit ends `activeSeconds` after its admission (`VISIT_OVER`) or after `holdsPerVisit` holds, and whoever gave a seat back, or let it run out, leaves it to others for half a minute (`SEAT_RECENTLY_YOURS`, with `Retry-After`).',
  credential: 'visitor',
  body: eitherOf(
    'seatNumber',
    'seatNumbers',
    z.strictObject({
      date: calendarDate,
      seatNumber: seatNumber.optional(),
      seatNumbers: seatNumbers.superRefine(distinct).optional().describe('All or none'),
    }),
  ),
  payload: z.strictObject({ tokenId: z.uuid(), date: calendarDate, seatNumbers }),
  ask(call) {
    const { tokenId, concertId } = tokenOf(call);
    const { date, seatNumber, seatNumbers } = call.body;
    const wanted = seatNumbers ?? (seatNumber === undefined ? [] : [seatNumber]);
    return { concertId, payload: { tokenId, date, seatNumbers: wanted } };
  },
  wants: ({ userId, payload: { tokenId, date, seatNumbers } }) => ({
    tokens: [tokenId],
    seats: seatNumbers.map((number) => ({ date, number })),
    seatsOf: [userId],
  }),
  decide(batch, { userId, payload }, refuse) {
    const token = batch.standingToken(payload.tokenId, userId);
    if (token === undefined) throw refuse('INVALID_TOKEN');
    if (token.status !== 'ACTIVE') throw refuse('NOT_ADMITTED');
    if (!batch.mayChoose(token)) throw refuse('VISIT_OVER');

    const date = batch.dates.get(payload.date);
    if (date === undefined || date.startsAt <= batch.now) throw refuse('SEATS_NOT_FOUND');
    const numbers = payload.seatNumbers;
    const seats = batch.seats.find(date.date, numbers);
    if (seats === null) throw refuse('SEAT_NOT_FOUND');

    const { seatsPerUser, holdsPerVisit, holdSeconds } = batch.concert;
    if (batch.liveSeatsOf(userId) + numbers.length > seatsPerUser) throw refuse('SEAT_LIMIT_EXCEEDED');
    if (token.holds >= holdsPerVisit) throw refuse('HOLD_LIMIT_EXCEEDED');
    if (seats.some(({ holder }) => holder !== null)) throw refuse('SEAT_ALREADY_RESERVED');
    const retryAfterSeconds = batch.secondsUntilAgain(userId, date.date, numbers);
    if (retryAfterSeconds > 0) throw refuse('SEAT_RECENTLY_YOURS', { retryAfterSeconds });

    const { id, amount, expiresAt } = batch.hold(token, date, seats);
    return {
      reservationId: id,
      status: 'HELD' as const,
      date: date.date,
      seatNumbers: numbers,
      amount,
      expiresAt: expiresAt.toISOString(),
      holdSeconds,
    };
  },
  result: z.object({ ...held, holdSeconds: z.int() }),
  refusals: [
    'INVALID_TOKEN',
    'NOT_ADMITTED',
    'VISIT_OVER',
    'SEATS_NOT_FOUND',
    'SEAT_NOT_FOUND',
    'SEAT_LIMIT_EXCEEDED',
    'HOLD_LIMIT_EXCEEDED',
    'SEAT_ALREADY_RESERVED',
    'SEAT_RECENTLY_YOURS',
  ],
  fault: 'INTERNAL_ERROR',
  answer: {
    status: 201,
    description: 'Held, until `expiresAt`',
    schema: z.object({ ...held, message }).meta({ id: 'Held' }),
    body: ({ holdSeconds, ...result }, { messages }) => ({
      ...result,
      message: messages.held({ holdSeconds }),
    }),
  },
  makes: { id: 'reservationId', table: 'reservation' },
  tells: ['seats'],
  examples: {
    body: { date: '2027-05-01', seatNumbers: [12, 13] },
    result: {
      reservationId: '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01',
      status: 'HELD',
      date: '2027-05-01',
      seatNumbers: [12, 13],
      amount: 220_000,
      expiresAt: '2027-03-02T11:06:12.480Z',
      holdSeconds: 300,
    },
  },
});
