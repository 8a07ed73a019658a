import { ZodType } from 'zod';
import * as answers from '../../language/answers.ts';
import * as operatorAnswers from '../../language/operator-answers.ts';
import type { Route } from '../route.ts';
import { operationId } from './operation-id.ts';

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** What the calls answer, by the name that generated clients give it: `heldAnswer` is `Held`. */
export const ANSWER_SCHEMAS: Record<string, ZodType> = Object.fromEntries(
  Object.entries({ ...answers, ...operatorAnswers }).flatMap(([name, schema]) =>
    schema instanceof ZodType ? [[capitalised(name.replace(/Answer$/, '')), schema]] : [],
  ),
);

/** What the calls take, each named after its call. */
export const bodySchemas = (routes: readonly Route[]): Record<string, ZodType> =>
  Object.fromEntries(
    routes.flatMap((route) =>
      route.body === undefined ? [] : [[`${capitalised(operationId(route))}Body`, route.body]],
    ),
  );

/** Calls that take exactly one of two fields, which the types of a schema cannot say. */
const EITHER: Record<string, readonly [string, string]> = {
  createConcertReservation: ['seatNumber', 'seatNumbers'],
  createConcertPayment: ['reservationId', 'reservationIds'],
  createAdminUser: ['name', 'users'],
};

/** The pairs of which a body takes exactly one, by its schema. */
export const eitherFields = (routes: readonly Route[]): Map<unknown, readonly [string, string]> =>
  new Map(
    routes.flatMap((route) => {
      const fields = EITHER[operationId(route)];
      return fields === undefined || route.body === undefined ? [] : [[route.body, fields] as const];
    }),
  );
