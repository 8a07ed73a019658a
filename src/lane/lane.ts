import { type RawBuilder, sql } from 'kysely';
import type { EntityManager } from '../database/connect.ts';
import type { WrittenTogether } from '../database/written-together.ts';
import type { LaneEvent } from './announcement.ts';
import type { Kind } from './kind.ts';

/** One transaction of one lane: what its batch may use and what it leaves to be done after the commit. */
export interface Work {
  em: EntityManager;
  /** The lane's name. */
  lane: string;
  /** What is written last, in one statement with the outcomes. */
  writes: WrittenTogether;
  /** To be told after the commit. */
  events: LaneEvent[];
  /** Names of lanes to be rung after the commit, because this one made room for them. */
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

/** What a lane has loaded for one transaction, and changes while its requests are decided. */
export interface Batch<Wants = unknown> {
  /** The ids of things whose time has run out. */
  readonly due: readonly string[];
  /** The ids of things that go on though nobody asked for it; known once loaded. */
  readonly advanced: readonly string[];
  /** Locks and loads all that this and the requests touch, one `wants` for each request, and ends what is due. */
  load(wants: readonly Wants[]): Promise<void>;
  /** After the unit of work is flushed: adds to the work's writes what came by the hundred. Nobody else flushes. */
  finish(): Promise<void>;
}

/** How much a lane takes, and how eagerly. */
export interface LaneRules {
  /** Requests that may wait for their outcome; past it the door is closed. */
  depth: number;
  /** From one commit of acceptances to the next while more come in. */
  acceptPaceMs: number;
  /** From the beginning of one batch to the next while more wait. */
  decidePaceMs: number;
}

/** What lanes of one role do. `Found` is what one of them must know to begin. */
export interface Lane<Wants = unknown, Ground extends Batch<Wants> = Batch<Wants>, Found = unknown> {
  /** By name. */
  readonly kinds: ReadonlyMap<string, Kind<Wants, Ground>>;
  /** One JSON value, read by the query that looks for requests. */
  look(lane: string, sweep: Sweep): RawBuilder<unknown>;
  open(work: Work, sweep: Sweep, found: Found): Promise<Ground>;
  /** What those concerned are told when the end of this one could not be written; it is tried again. */
  sweepFailed(work: Work, id: string): Promise<void>;
}

/** Waits until nobody decides the lane; nobody does until the transaction ends. */
export const laneLock = (lane: string): RawBuilder<unknown> =>
  sql`pg_advisory_xact_lock(hashtextextended(${lane}, 0))`;
