import { z } from 'zod';
import { PERSON_CHARACTERS, TEXT_CHARACTERS } from '../../config/limits.ts';
import { OPERATOR_ID } from './caller.ts';
import { wordsUpTo } from './words.ts';

/** An id as clients write it: any UUID, in either case. */
export const id = z.guid().toLowerCase();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether that can be the id of a user; the UUID of nothing but zeros stands for the operators. */
export const isUserId = (value: unknown): value is string =>
  typeof value === 'string' && UUID.test(value) && value !== OPERATOR_ID;

/** Who the user is, where the identity is simply believed; otherwise it must be the one who signed in. */
export const claimedUserId = id
  .optional()
  .describe('Believed only with `IDENTITY=trust`; must be the user who signed in');

/** A few of them: a name, a title. */
export const text = wordsUpTo(TEXT_CHARACTERS);

/** Which of several accounts are one person, in the words of whoever knows that. */
export const person = z
  .string()
  .min(1)
  .max(PERSON_CHARACTERS)
  .refine((words) => words.isWellFormed() && !words.includes('\0'));

/** A day that exists. The calendar of the database has no year 0000. */
export const calendarDate = z.iso.date().refine((day) => !day.startsWith('0000'));

export const isCalendarDate = (value: unknown): value is string => calendarDate.safeParse(value).success;

type Context = z.core.$RefinementCtx;

/** A value stands only once in a list. */
export function distinct(values: readonly unknown[], context: Context): void {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) === index) continue;
    context.addIssue({ code: 'custom', path: [index], message: 'duplicate', input: value });
  }
}

/** A body in which exactly one of a field and its plural is given; the description says so as well. */
export const eitherOf = <Body extends z.ZodObject>(one: string, many: string, body: Body): Body =>
  body
    .superRefine((given: Record<string, unknown>, context) => {
      if (given[one] === undefined && given[many] === undefined) {
        context.addIssue({ code: 'invalid_type', expected: 'string', path: [one], input: undefined });
      }
      if (given[one] !== undefined && given[many] !== undefined) {
        const params = { one, many };
        context.addIssue({ code: 'custom', path: [many], message: 'either', params, input: given[many] });
      }
    })
    .meta({ either: [one, many] });

/** A whole number in a query, which is text. */
export const wholeNumber = (minimum: number, maximum: number) =>
  z.preprocess(
    (given) => (typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : given),
    z.int().min(minimum).max(maximum),
  );

/** What is answered: an id, an instant in UTC, an amount, and a sentence. */
export const givenId = z.guid();
export const instant = z.iso.datetime();
export const money = z.int().describe("In the currency's minor unit");
export const message = z.string().describe('A sentence for people, in the language asked for');
