import type { ZodType } from 'zod';
import { calendarDate, id } from './fields.ts';
import type { Code } from './refusals.ts';

interface Param {
  schema: ZodType<string>;
  description: string;
  /** What is answered when it is not of the right form: there is no such thing. */
  missing: Code;
}

/** What may stand in the path of a call, by its name there. */
export const PARAMS = {
  concertId: { schema: id, description: 'The concert', missing: 'CONCERT_NOT_FOUND' },
  date: { schema: calendarDate, description: 'The calendar date at the venue', missing: 'SEATS_NOT_FOUND' },
  reservationId: { schema: id, description: 'The reservation', missing: 'RESERVATION_NOT_FOUND' },
  requestId: { schema: id, description: 'The request, as the `202` named it', missing: 'REQUEST_NOT_FOUND' },
  userId: { schema: id, description: 'The user', missing: 'USER_NOT_FOUND' },
} as const satisfies Record<string, Param>;

export type ParamName = keyof typeof PARAMS;

/** The names of `{parameters}` in a path. */
type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** A path with a parameter that is not in `PARAMS` does not compile where the parameter is used. */
export type ParamsOf<Path extends string> = string extends Path
  ? Record<string, string>
  : { [Name in Extract<NamesIn<Path>, ParamName>]: string };

/** The names of the parameters of a path, in their order. */
export const paramsIn = (path: string): ParamName[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as ParamName);
