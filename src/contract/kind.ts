import type { ZodObject, ZodType, z } from 'zod';
import type { EntityManager } from '../database/connect.ts';
import type { AcceptedRequest, Refuse } from '../lane/kind.ts';
import type { Sentences } from '../language/en.ts';
import type { SaleEvent } from '../sale/events.ts';
import type { LaneRole } from '../sale/lanes.ts';
import type { Call, Credential, Tag } from './call.ts';
import type { TokenClaims } from './caller.ts';
import type { Code } from './refusals.ts';

/** What the door may look at before a request is accepted. */
export interface Door {
  em(): EntityManager;
  /** Throws `CONCERT_NOT_FOUND`. */
  concert(concertId: string): Promise<{ concertId: string }>;
  /** Whether anybody has a wallet here. */
  hasWallets: boolean;
}

/** What an outcome is put into words with, for one reader. */
export interface Words {
  messages: Sentences['messages'];
  /** The queue token that stands for a row: no secret is stored, it is signed whenever it is shown. */
  sign(claims: TokenClaims, issuedAt: Date): string;
}

/** Which lane's concert a request is for, and what its row carries to the lane. */
export interface Asked<Payload> {
  concertId: string;
  payload: Payload;
}

/** Another address by which the same may be asked for: who asks, and how the call becomes the payload. */
export interface OtherDoor<Payload> {
  path: string;
  summary: string;
  notes: string;
  credential: Credential;
  ask(call: Call, door: Door): Asked<Payload> | Promise<Asked<Payload>>;
  /** The refusals of the kind that are given here alone, and those that are given at the first address alone. */
  refusesAlone: readonly Code[];
  refusesNever: readonly Code[];
  refusedAtTheDoor?: readonly Code[];
}

/**
 * The whole story of one kind of request that goes through a lane: how it is asked for, what is loaded for it, how it
 * is decided, and what its outcome says. Its route, its place in the description, its look-up and the types of clients
 * are made of this.
 */
export interface KindStory<
  Name extends string,
  Wants,
  Ground,
  Path extends string,
  Body extends ZodType,
  Payload extends ZodType,
  Result,
  Refused extends Code,
  Answer,
> {
  name: Name;
  method: 'post' | 'delete';
  path: Path;
  tag: Tag;
  summary: string;
  /** What an integrator should know beyond its fields. */
  notes: string;
  credential: Credential;
  /** What a client sends, if anything. */
  body?: Body;
  /** What the row carries to the lane: the body, in one form, and whose token it came with. */
  payload: Payload;
  /** From the call to the payload. Throws what the door knows to refuse. */
  ask(
    call: Call<Path, unknown, z.output<Body>>,
    door: Door,
  ): Asked<z.output<Payload>> | Promise<Asked<z.output<Payload>>>;
  also?: OtherDoor<z.output<Payload>>;
  /** What must be loaded, and locked, to decide it. */
  wants(request: AcceptedRequest<z.output<Payload>>): Wants;
  /** Decides on what is loaded, with nothing awaited; throws a refusal before anything is changed. */
  decide(
    ground: Ground,
    request: AcceptedRequest<z.output<Payload>>,
    refuse: Refuse<Refused>,
  ): NoInfer<Result>;
  /** What the row keeps when it succeeds: facts without words, so that each reader gets them in their language. */
  result: ZodType<Result>;
  refusals: readonly Refused[];
  /** What the door refuses, beside what decides. */
  refusedAtTheDoor?: readonly Code[];
  /** What a request ends with when it keeps breaking the lane: a fault of ours, not of the fan's. */
  fault: Code;
  /** What the outcome is answered with: by `Prefer: wait`, at `/v1/requests/{id}`, over the socket. */
  answer: {
    status: 200 | 201;
    description: string;
    schema: ZodType<Answer>;
    body(result: Result, words: Words): NoInfer<Answer>;
  };
  /** What a success leaves in the tables, by an id in its result: the audit looks whether it is there, once. */
  makes?: { id: keyof Result & string; table: string };
  /** What is told beside the outcome, to whom it concerns. */
  tells: readonly SaleEvent['type'][];
  examples: { body?: unknown; result: NoInfer<Result> };
}

/** A kind with the lane that decides it. */
export type SaleKind<Story, Role extends LaneRole = LaneRole> = Story & { lane: Role };

type Facts = Record<string, unknown>;

/** Any kind: what all have in common; the types of each were checked where it was defined. */
export type AnyKind<Wants = unknown, Ground = never> = SaleKind<
  KindStory<string, Wants, Ground, string, ZodType, ZodType, Facts, Code, unknown>
>;

/** Defines kinds of one lane, whose batches are told what to load by `Wants` and are decided on `Ground`. */
export const kindsOf =
  <Wants, Ground, Role extends LaneRole>(lane: Role) =>
  <
    const Name extends string,
    const Path extends string,
    Payload extends ZodType,
    Result,
    const Refused extends Code,
    Answer,
    Body extends ZodType = ZodObject<Record<never, never>>,
  >(
    story: KindStory<Name, Wants, Ground, Path, Body, Payload, Result, Refused, Answer>,
  ): SaleKind<KindStory<Name, Wants, Ground, Path, Body, Payload, Result, Refused, Answer>, Role> => ({
    lane,
    ...story,
  });
