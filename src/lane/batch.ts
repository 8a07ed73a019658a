import type { EntityManager } from '@mikro-orm/postgresql';
import type { LaneEvent } from './announcement.ts';
import type { AcceptedRequest, Outcome, PayloadOf, RefusalsOf, RequestKind, ResultOf } from './kind.ts';

/** One transaction of one lane: what its batch may use and what it leaves to be done after the commit. */
export interface Work {
  em: EntityManager;
  concertId: string;
  /** To be told after the commit. */
  events: LaneEvent[];
  /** Lanes to be rung after the commit, because this one made room for them. */
  rings: Set<string>;
  /** Runs after the commit and before anybody is told. */
  afterCommit: (() => Promise<void>)[];
}

/**
 * What a lane does in one transaction, in this order: `open` begins, `due` finds what time has run out for, `load`
 * locks and loads all that this and the requests touch, in one query each, and ends what is due, `decide` decides
 * one request on what is loaded. Then the unit of work is flushed, and `finish` writes in bulk what is new.
 * Nobody else flushes.
 */
export interface Batch {
  /** The ids of up to `limit` things whose time has run out, without those in `except`. */
  due(limit: number, except: readonly string[]): Promise<string[]>;
  load(requests: readonly AcceptedRequest[], due: readonly string[]): Promise<void>;
  decide(request: AcceptedRequest): Outcome;
  finish(): Promise<void>;
}

export interface Lane {
  open(work: Work): Promise<Batch>;
  /** What those concerned are told when the end of this one could not be written; it is tried again. */
  sweepFailed(work: Work, id: string): Promise<void>;
}

/** How one kind of request is decided: on what the batch has loaded, with nothing awaited. */
export type Handler<Kind extends RequestKind, LaneBatch> = (
  batch: LaneBatch,
  request: AcceptedRequest<PayloadOf<Kind>>,
) => Outcome<ResultOf<Kind>, RefusalsOf<Kind>>;
