import type { ZodObject, ZodType, z } from 'zod';
import type { Sentences } from '../language/en.ts';
import type { Language } from '../language/language.ts';
import type { TokenState } from '../sale/tokens.ts';
import type { Caller } from './caller.ts';
import type { ParamsOf } from './params.ts';
import type { Code } from './refusals.ts';

/**
 * Which credential a call asks for. `user`: somebody's own affairs, by identity or by queue token; one that has ended
 * only reads, and none is good for the line of another concert. `identity`: by identity alone. `token`: a queue token of
 * the call's concert that still stands. `visitor`: the same, admitted. `seat-viewer`: likewise, unless the concert leaves
 * its seats open to all.
 */
export type Credential = 'none' | 'user' | 'identity' | 'token' | 'visitor' | 'seat-viewer' | 'operator';

/** One call, with everything checked that can be checked before its own work. */
export interface Call<Path extends string = string, Query = unknown, Body = unknown> {
  /** Of the path as it was called, without a query. */
  path: string;
  /** Each of the form that `PARAMS` says, ids in lower case. */
  params: ParamsOf<Path>;
  query: Query;
  body: Body;
  caller: Caller;
  /** The state of the caller's queue token, where the call asks for one. */
  token: TokenState | null;
  language: Language;
  /** The sentences of that language. */
  say: Sentences;
  /** Seconds of `Prefer: wait`, or null. */
  waitSeconds: number | null;
  idempotencyKey: string | null;
  /** The tags of `If-Match`; null when the call does not depend on what its client has seen. */
  ifMatch: readonly string[] | null;
  /** Method, path and body in one hash: what a repeat of the idempotency key must match; empty without a key. */
  fingerprint: string;
  correlationId: string;
  /** The client's, as far as proxies are believed. */
  address: string;
  /** Whether it came by HTTPS, likewise. */
  secure: boolean;
}

/** What is sent back: a body with a status or headers of its own, or one that was written beforehand. */
export class Reply<Body> {
  readonly body: Body | string | Buffer | undefined;
  readonly status: number | undefined;
  readonly headers: Record<string, string>;
  /** The body in gzip's format, where that is made beforehand too. */
  readonly gzipped: (() => Buffer | Promise<Buffer>) | undefined;

  constructor(
    body: Body | string | Buffer | undefined,
    { status, headers = {}, gzipped }: Partial<Pick<Reply<Body>, 'status' | 'headers' | 'gzipped'>> = {},
  ) {
    this.body = body;
    this.gzipped = gzipped;
    this.status = status;
    this.headers = headers;
  }
}

/** Success bodies of one status, for the description. */
export interface Answer {
  description: string;
  schema?: ZodType | undefined;
  example?: unknown;
}

/** Calls are grouped by what they are about. */
export type Tag =
  | 'Waiting room'
  | 'Concerts'
  | 'Reservations'
  | 'Wallet'
  | 'Requests'
  | 'Operators'
  | 'Service';

/** What the server routes by and the description for integrators is made of, whatever kind of call it is. */
export interface Route<Parts = never> {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** With `{name}` for a parameter. */
  path: string;
  tag: Tag;
  /** In a few words. */
  summary: string;
  /** What an integrator should know beyond its fields. */
  notes: string;
  credential: Credential;
  /** A write of the booking: it may be asked to wait for its outcome, and it takes an idempotency key. */
  write?: 'lane' | 'direct' | undefined;
  body?: ZodType | undefined;
  query?: ZodObject | undefined;
  /** A body as it may be sent. */
  example?: unknown;
  /** Its answers carry an `ETag`, and `If-None-Match` with it is answered without a body. */
  tagged?: true | undefined;
  /** Its answers carry an `ETag`; a write changes nothing when `If-Match` names another. */
  guarded?: true | undefined;
  /** By status; the first is what it answers unless the reply says otherwise. */
  answers: Record<number, Answer>;
  /** What it refuses for reasons of its own. */
  refusals: readonly Code[];
  /** What it says when a store is away. */
  unavailable: Code;
  /** What a fault in a field of the body is called, where it is not `INVALID_REQUEST`. */
  bodyFaults?: Record<string, Code> | undefined;
  /** Whoever brings `METRICS_KEY` may call it as well. */
  figures?: true | undefined;
  handle(call: Call, parts: Parts): Promise<unknown>;
}

type NoBody = ZodObject<Record<never, never>>;
type Given<Schema extends ZodType | undefined> = Schema extends ZodType ? z.output<Schema> : unknown;

/** The whole story of one call that is answered at once; its answer is what its schema says, or it does not compile. */
export interface CallStory<
  Parts,
  Path extends string,
  Query extends ZodObject,
  Body extends ZodType,
  Answered,
> {
  method?: Route['method'];
  path: Path;
  tag: Tag;
  summary: string;
  notes: string;
  credential: Credential;
  write?: 'direct';
  query?: Query;
  body?: Body;
  bodyFaults?: Record<string, Code>;
  tagged?: true;
  guarded?: true;
  figures?: true;
  /** 200 unless said otherwise. */
  status?: number;
  description: string;
  answer?: ZodType<Answered>;
  examples: { body?: unknown; answer?: unknown };
  /** Other answers that are no refusals. */
  otherwise?: Record<number, Answer>;
  refusals?: readonly Code[];
  unavailable?: Code;
  handle(
    call: Call<Path, Given<Query>, Given<Body>>,
    parts: Parts,
  ): Promise<NoInfer<Answered> | Reply<NoInfer<Answered>>>;
}

/** A call of the contract; it reads unless a method is given. */
export function route<
  Parts,
  const Path extends string,
  Query extends ZodObject = NoBody,
  Body extends ZodType = NoBody,
  Answered = undefined,
>(story: CallStory<Parts, Path, Query, Body, Answered>): Route<Parts> {
  const { examples, status = 200, description, answer, otherwise, handle, ...rest } = story;
  return {
    method: 'get',
    refusals: [],
    unavailable: 'SERVER_BUSY',
    ...rest,
    example: examples.body,
    answers: { [status]: { description, schema: answer, example: examples.answer }, ...otherwise },
    handle: (call, parts) => handle(call as Call<Path, Given<Query>, Given<Body>>, parts),
  };
}
