import { z } from 'zod';
import {
  CHARGE_MAX,
  RESERVATIONS_PER_PAYMENT,
  SEATS_PER_REQUEST,
  TEXT_CHARACTERS,
  USERS_PER_CALL,
} from '../../config/limits.ts';
import { seatNumber } from '../reservation/reserve.ts';

/** An id as clients write it: any UUID, in either case. */
const id = z.guid().toLowerCase();

const distinct = (values: readonly unknown[], field: string, context: z.core.$RefinementCtx) => {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) === index) continue;
    context.addIssue({ code: 'custom', path: [field, index], message: 'duplicate', input: value });
  }
};

/** Exactly one of a field and its plural. */
function oneOf(
  body: Record<string, unknown>,
  one: string,
  many: string,
  context: z.core.$RefinementCtx,
): void {
  if (body[one] === undefined && body[many] === undefined) {
    context.addIssue({ code: 'invalid_type', expected: 'string', path: [one], input: undefined });
  }
  if (body[one] !== undefined && body[many] !== undefined) {
    context.addIssue({
      code: 'custom',
      path: [many],
      message: 'either',
      params: { one, many },
      input: body[many],
    });
  }
}

export const joinBody = z.strictObject({
  userId: id.optional().describe('Believed only with IDENTITY=trust; must be the user who signed in'),
});

export const reserveBody = z
  .strictObject({
    date: z.iso.date(),
    seatNumber: seatNumber.optional(),
    seatNumbers: z.array(seatNumber).min(1).max(SEATS_PER_REQUEST).optional().describe('All or none'),
  })
  .superRefine((body, context) => {
    oneOf(body, 'seatNumber', 'seatNumbers', context);
    distinct(body.seatNumbers ?? [], 'seatNumbers', context);
  });

export const payBody = z
  .strictObject({
    reservationId: id.optional(),
    reservationIds: z.array(id).min(1).max(RESERVATIONS_PER_PAYMENT).optional().describe('All or none'),
  })
  .superRefine((body, context) => {
    oneOf(body, 'reservationId', 'reservationIds', context);
    distinct(body.reservationIds ?? [], 'reservationIds', context);
  });

export const chargeBody = z.strictObject({
  amount: z.int().min(1).max(CHARGE_MAX).describe("In the currency's minor unit"),
  userId: id.optional().describe('Believed only with IDENTITY=trust; must be the user who signed in'),
});

const name = z.string().trim().min(1).max(TEXT_CHARACTERS);

export const usersBody = z
  .strictObject({
    name: name.optional(),
    users: z
      .array(z.strictObject({ id: id.optional(), name }))
      .min(1)
      .max(USERS_PER_CALL)
      .optional(),
  })
  .superRefine((body, context) => {
    oneOf(body, 'name', 'users', context);
    const seen = new Set<string>();
    for (const [index, user] of (body.users ?? []).entries()) {
      if (user.id !== undefined && seen.has(user.id)) {
        context.addIssue({
          code: 'custom',
          path: ['users', index, 'id'],
          message: 'duplicate',
          input: user.id,
        });
      }
      if (user.id !== undefined) seen.add(user.id);
    }
  });
