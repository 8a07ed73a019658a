import { z } from 'zod';
import { tokenOf } from '../contract/caller.ts';
import { givenId, instant, message } from '../contract/fields.ts';
import { bookingKind } from './kind.ts';

const extended = { reservationId: givenId, expiresAt: instant };

/** More time for a hold, once, within what a visit may last. */
export const extend = bookingKind({
  name: 'extend-hold',
  method: 'post',
  path: '/v1/concerts/{concertId}/reservations/{reservationId}/extension',
  tag: 'Reservations',
  summary: 'Hold the seats somewhat longer, once',
  notes:
    'Adds up to `holdExtensionSeconds` of the concert to a hold that is not over, once for each hold. It ends `activeSeconds + holdSeconds` after the admission at the latest, as the visit does. `extendable` of a reservation says whether it can be.',
  credential: 'visitor',
  payload: z.strictObject({ tokenId: z.uuid(), reservationId: z.uuid() }),
  ask(call) {
    const { tokenId, concertId } = tokenOf(call);
    return { concertId, payload: { tokenId, reservationId: call.params.reservationId } };
  },
  wants: ({ payload: { tokenId, reservationId } }) => ({
    tokens: [tokenId],
    reservations: [reservationId],
  }),
  decide(batch, { userId, payload }, refuse) {
    const token = batch.standingToken(payload.tokenId, userId);
    if (token === undefined) throw refuse('INVALID_TOKEN');
    if (token.status !== 'ACTIVE') throw refuse('NOT_ADMITTED');

    const reservation = batch.reservationOf(payload.reservationId, userId);
    if (reservation === undefined) throw refuse('RESERVATION_NOT_FOUND');
    const until = batch.extensionOf(token, reservation);
    if (until === null) throw refuse('NOT_EXTENDABLE');

    batch.extend(token, reservation, until);
    return { reservationId: reservation.id, expiresAt: until.toISOString() };
  },
  result: z.object(extended),
  refusals: ['INVALID_TOKEN', 'NOT_ADMITTED', 'RESERVATION_NOT_FOUND', 'NOT_EXTENDABLE'],
  fault: 'INTERNAL_ERROR',
  answer: {
    status: 201,
    description: 'Held, until the new `expiresAt`',
    schema: z.object({ ...extended, message }).meta({ id: 'Extended' }),
    body: (result, { messages }) => ({ ...result, message: messages.extended() }),
  },
  tells: [],
  examples: {
    result: {
      reservationId: '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01',
      expiresAt: '2027-03-02T11:07:12.480Z',
    },
  },
});
