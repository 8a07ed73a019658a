import type { ZodType, z } from 'zod';
import type { Caller } from '../identity/credentials.ts';
import type { Code } from '../contract/refusals.ts';
import type { Language } from '../language/language.ts';
import type { TokenState } from '../admission/token-states.ts';

/**
 * Which credential a route asks for. `user`: somebody's own affairs, by identity or by queue token, also one
 * that has ended. `token`: a queue token of the route's concert that still stands. `seat-viewer`: the same,
 * admitted, unless the concert leaves its seats open to all.
 */
export type Credential = 'none' | 'user' | 'token' | 'seat-viewer' | 'operator';

/** One request to one route, with everything checked that can be checked before the route's own work. */
export interface Call<Body = unknown> {
  params: Record<string, string>;
  query: URLSearchParams;
  body: Body;
  caller: Caller;
  /** The state of the caller's queue token, where the route asks for one. */
  token: TokenState | null;
  language: Language;
  /** Seconds of `Prefer: wait`, or null. */
  waitSeconds: number | null;
  idempotencyKey: string | null;
  /** Method, path and body in one hash: what a repeat of the idempotency key must match; empty without a key. */
  fingerprint: string;
  correlationId: string;
  /** The client's, as far as proxies are believed. */
  address: string;
  /** Whether it came by HTTPS, likewise. */
  secure: boolean;
}

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * One call of the contract: what it takes, what it answers, what it refuses. The server routes by it, the
 * description for integrators is made of it.
 */
export interface Route<Body extends ZodType = ZodType> {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** With `{name}` for a parameter. */
  path: string;
  tag: 'Waiting room' | 'Concerts' | 'Reservations' | 'Wallet' | 'Requests' | 'Operators' | 'Service';
  summary: string;
  credential: Credential;
  /** A write of the booking: it may be asked to wait for its outcome, and it takes an idempotency key. */
  write?: 'lane' | 'direct';
  body?: Body;
  /** Its answers carry an `ETag`, and `If-None-Match` with it is answered without a body. */
  tagged?: true;
  /** Success bodies by status, for the description. */
  answers: Record<number, { description: string; schema?: ZodType }>;
  refusals: readonly Code[];
  /** What it says when a store is away. */
  unavailable: Code;
  /** What a fault in a field of the body is called, where it is not `INVALID_REQUEST`. */
  bodyFaults?: Record<string, Code>;
  query?: Record<string, { description: string; schema: ZodType }>;
  handle(call: Call<z.output<Body>>): Promise<Answer>;
}

/** Keeps the body's type for the handler, and drops it for the table of all routes. */
export const route = <Body extends ZodType>(definition: Route<Body>): Route => definition as unknown as Route;
