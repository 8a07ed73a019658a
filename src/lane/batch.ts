import type { EntityManager } from '@mikro-orm/postgresql';
import type { RawBuilder } from 'kysely';
import type { WrittenTogether } from '../database/written-together.ts';
import type { LaneEvent } from './announcement.ts';
import type { AcceptedRequest, Outcome, PayloadOf, RefusalsOf, RequestKind, ResultOf } from './kind.ts';

/** One transaction of one lane: what its batch may use and what it leaves to be done after the commit. */
export interface Work {
  em: EntityManager;
  concertId: string;
  /** What is written last, in one statement with the outcomes. */
  writes: WrittenTogether;
  /** To be told after the commit. */
  events: LaneEvent[];
  /** Lanes to be rung after the commit, because this one made room for them. */
  rings: Set<string>;
  /** Runs after the commit and before anybody is told. */
  afterCommit: (() => Promise<void>)[];
}

/**
 * What a transaction may do of its own accord: how many of the things whose time has run out it may end, how many of
 * those that can go on it may advance, and what it must leave alone.
 */
export interface Sweep {
  limit: number;
  advance: number;
  except: readonly string[];
}

/**
 * What a lane does in one transaction, in this order: `open` begins and finds what time has run out for, `load`
 * locks and loads all that this and the requests touch and ends what is due, `decide` decides one request on what
 * is loaded. Then the unit of work is flushed, and `finish` adds to the work's writes what came by the hundred.
 * Nobody else flushes.
 */
export interface Batch {
  /** The ids of things whose time has run out. */
  readonly due: readonly string[];
  /** The ids of things that go on though nobody asked for it; known once loaded. */
  readonly advanced: readonly string[];
  load(requests: readonly AcceptedRequest[]): Promise<void>;
  decide(request: AcceptedRequest): Outcome;
  finish(): Promise<void>;
}

export interface Lane<Found = never> {
  /** What the lane must know to begin, as one JSON value: it is read by the query that looks for requests. */
  look(concertId: string, sweep: Sweep): RawBuilder<unknown>;
  open(work: Work, sweep: Sweep, found: Found): Promise<Batch>;
  /** What those concerned are told when the end of this one could not be written; it is tried again. */
  sweepFailed(work: Work, id: string): Promise<void>;
}

/** How one kind of request is decided: on what the batch has loaded, with nothing awaited. */
export type Handler<Kind extends RequestKind, LaneBatch> = (
  batch: LaneBatch,
  request: AcceptedRequest<PayloadOf<Kind>>,
) => Outcome<ResultOf<Kind>, RefusalsOf<Kind>>;
