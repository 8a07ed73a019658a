import { z } from 'zod';
import { TEXT_CHARACTERS } from '../../config/limits.ts';

/** An id as clients write it: any UUID, in either case. */
export const id = z.guid().toLowerCase();

/** Who the user is, where the identity is simply believed; otherwise it must be the one who signed in. */
export const claimedUserId = id
  .optional()
  .describe('Believed only with `IDENTITY=trust`; must be the user who signed in');

/** A few words for people. The one character that the database cannot keep is refused. */
export const text = z
  .string()
  .trim()
  .min(1)
  .max(TEXT_CHARACTERS)
  .refine((words) => !words.includes('\0'));

/** A day that exists. The calendar of the database has no year 0000. */
export const calendarDate = z.iso.date().refine((day) => !day.startsWith('0000'));

export const isCalendarDate = (value: unknown): value is string => calendarDate.safeParse(value).success;

type Context = z.core.$RefinementCtx;

/** A value stands only once in a list. */
export function distinct(values: readonly unknown[], field: string, context: Context): void {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) === index) continue;
    context.addIssue({ code: 'custom', path: [field, index], message: 'duplicate', input: value });
  }
}

/** Exactly one of a field and its plural is given. */
export function either(body: Record<string, unknown>, one: string, many: string, context: Context): void {
  if (body[one] === undefined && body[many] === undefined) {
    context.addIssue({ code: 'invalid_type', expected: 'string', path: [one], input: undefined });
  }
  if (body[one] !== undefined && body[many] !== undefined) {
    const params = { one, many };
    context.addIssue({ code: 'custom', path: [many], message: 'either', params, input: body[many] });
  }
}
