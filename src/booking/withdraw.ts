import { z } from 'zod';
import { operatorOf } from '../contract/caller.ts';
import { text } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import { Reservation } from '../sale/reservations.ts';
import { bookingKind } from './kind.ts';
import { release, releasedAnswer } from './release.ts';

/** An operator ends a hold before its time. It is the operator's request; whose hold it is, is told of it. */
export const withdraw = bookingKind({
  name: 'withdraw-hold',
  method: 'post',
  path: '/v1/admin/reservations/{reservationId}/release',
  tag: 'Operators',
  summary: 'End a hold before its time',
  notes:
    'Goes through the booking lane like everything else that happens to a seat. The fan is told by `hold-ended`, with the reason given here, keeps the place inside and may hold again.',
  credential: 'operator',
  body: z.strictObject({ reason: text.optional().describe('Why, in words for the fan') }),
  payload: z.strictObject({
    tokenId: z.uuid(),
    reservationId: z.uuid(),
    userId: z.uuid(),
    who: z.string(),
    reason: z.string().optional(),
  }),
  async ask(call, door) {
    const { reservationId } = call.params;
    const fields = ['concertId', 'tokenId', 'userId'] as const;
    const owner = await door.em().findOne(Reservation, { id: reservationId }, { fields });
    if (owner === null) throw new Refusal('RESERVATION_NOT_FOUND');
    const { concertId, tokenId, userId } = owner;
    const { reason } = call.body;
    return { concertId, payload: { tokenId, userId, reservationId, who: operatorOf(call).name, reason } };
  },
  wants: ({ payload: { tokenId, reservationId } }) => ({
    tokens: [tokenId],
    reservations: [reservationId],
  }),
  decide(batch, { payload, correlationId }, refuse) {
    const { reservationId, userId, who, reason = null } = payload;
    const reservation = batch.reservationOf(reservationId, userId);
    if (reservation === undefined) throw refuse('RESERVATION_NOT_FOUND');
    if (reservation.status === 'CONFIRMED') throw refuse('ALREADY_PAID');
    if (!batch.isHeld(reservation)) throw refuse('RESERVATION_NOT_FOUND');

    batch.withdraw(reservation, { who, correlationId }, reason);
    return { reservationId, status: 'RELEASED' as const };
  },
  result: release.result,
  refusals: ['RESERVATION_NOT_FOUND', 'ALREADY_PAID'],
  fault: 'INTERNAL_ERROR',
  answer: { ...release.answer, schema: releasedAnswer },
  tells: ['seats', 'hold-ended'],
  examples: { body: { reason: 'The camera needs this row' }, ...release.examples },
});
