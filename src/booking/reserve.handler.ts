import type { Handler } from '../lane/batch.ts';
import { standsAt } from '../sale/queue-token.ts';
import type { BookingBatch } from './booking-batch.ts';
import type { reserve } from './reserve.ts';

export const decideReserve: Handler<typeof reserve, BookingBatch> = (batch, { userId, payload }) => {
  const token = batch.tokenOf(payload.tokenId, userId);
  if (token === undefined || !standsAt(token, batch.now)) return { refused: 'INVALID_TOKEN' };
  if (token.status !== 'ACTIVE') return { refused: 'NOT_ADMITTED' };

  const date = batch.dates.get(payload.date);
  if (date === undefined || date.startsAt <= batch.now) return { refused: 'SEATS_NOT_FOUND' };
  const numbers = payload.seatNumbers;
  const seats = batch.seats.find(date.date, numbers);
  if (seats === null) return { refused: 'SEAT_NOT_FOUND' };

  if (batch.liveSeatsOf(userId) + numbers.length > batch.concert.seatsPerUser) {
    return { refused: 'SEAT_LIMIT_EXCEEDED' };
  }
  if (seats.some(({ holder }) => holder !== null)) return { refused: 'SEAT_ALREADY_RESERVED' };

  const reservation = batch.hold(token, date, seats);
  return {
    result: {
      reservationId: reservation.id,
      status: 'HELD',
      date: date.date,
      seatNumbers: numbers,
      amount: reservation.amount,
      expiresAt: reservation.expiresAt.toISOString(),
      holdSeconds: batch.concert.holdSeconds,
    },
  };
};
