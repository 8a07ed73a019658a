import type { ZodType, z } from 'zod';
import type { Code } from '../contract/refusals.ts';

/**
 * What one kind of request is: the body that a client sends, what else the service notes beside it when it
 * accepts (whose token, which concert), the result that it can come to, and the refusals that it can meet.
 * The API validates with it, the lane's handler is typed by it, the description for integrators is made of it.
 */
export interface RequestKind<
  Name extends string = string,
  Role extends LaneRole = LaneRole,
  Payload extends ZodType = ZodType,
  Result extends ZodType = ZodType,
  Refused extends Code = Code,
  Body extends ZodType = ZodType,
> {
  name: Name;
  lane: Role;
  /** What a client sends. */
  body: Body;
  /** What the row carries to the lane: the body, in one form, and whose token it came with. */
  payload: Payload;
  /** What the row keeps when it succeeds: facts without words, so that each reader gets them in their language. */
  result: Result;
  refusals: readonly Refused[];
  /** What a request ends with when it keeps breaking the lane: a fault of ours, not of the fan's. */
  fault: Code;
}

/** The two lanes of a concert: joins never stand in front of a payment. */
export type LaneRole = 'admission' | 'booking';

export const defineKind = <
  const Name extends string,
  const Role extends LaneRole,
  Payload extends ZodType,
  Result extends ZodType,
  const Refused extends Code,
  Body extends ZodType,
>(
  kind: RequestKind<Name, Role, Payload, Result, Refused, Body>,
) => kind;

export type PayloadOf<Kind extends RequestKind> = z.output<Kind['payload']>;
export type ResultOf<Kind extends RequestKind> = z.output<Kind['result']>;
export type RefusalsOf<Kind extends RequestKind> = Kind['refusals'][number];

/** What a request came to. Exactly one of them is stored, beside its effects, in the same commit. */
export type Outcome<Result = unknown, Refused extends Code = Code> =
  | { result: Result }
  | { refused: Refused };

/** One accepted write of one user, as the lane sees it. */
export interface AcceptedRequest<Payload = unknown> {
  id: string;
  sequence: number;
  kind: string;
  userId: string;
  payload: Payload;
  correlationId: string;
}
