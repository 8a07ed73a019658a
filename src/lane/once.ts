import { DIRECT_RETRY_MS, TRIES_PER_REQUEST } from '../../config/limits.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { NOW } from './clock.ts';
import { isBrokenOff, isOutage, isTransient, isUndone, Unanswerable } from './faults.ts';
import type { Outcome } from './kind.ts';
import { Refusal } from './refusal.ts';
import { requestUnderKey } from './request-table.ts';
import { timeOrderedId } from './time-ordered-id.ts';

/** A write that is decided at once, without a lane. */
export interface DirectWrite {
  kind: string;
  userId: string;
  idempotencyKey: string | null;
  fingerprint: string;
  correlationId: string;
}

type KeyedWrite = DirectWrite & { idempotencyKey: string };

/** What such a write does. */
export interface DirectWork<Result> {
  /** Writes by one statement, so without a key it needs no transaction around it. May throw a `Refusal`. */
  write(em: EntityManager): Promise<Result>;
  /** The result, if `write` was committed and its answer lost; null if not. Whoever cannot tell is not tried again. */
  written?(em: EntityManager): Promise<Result | null>;
}

/**
 * Does a write once, and once for each idempotency key: the key, the outcome and the effects are committed together,
 * and whoever comes with the same key gets that outcome; a `Refusal` is one too. When the connection breaks nobody
 * knows whether the commit arrived: then it is looked up before it is tried again, so that whoever is told of a
 * failure can believe it. Throws `IDEMPOTENCY_KEY_REUSED` when the key stands for another request, `Unanswerable` when it
 * can't be known.
 */
export async function once<Result>(orm: Orm, write: DirectWrite, work: DirectWork<Result>): Promise<Result> {
  const { idempotencyKey } = write;
  const knows = idempotencyKey !== null || work.written !== undefined;
  const begun = performance.now();
  const course: Course = { inDoubt: false };
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (idempotencyKey !== null) return await underKey(orm, { ...write, idempotencyKey }, work, course);
      const done = attempt === 1 ? null : await work.written?.(orm.em.fork());
      if (done != null) return done;
      const writing = work.write(orm.em.fork());
      writing.catch((error: unknown) => doubt(course, error));
      return await writing;
    } catch (error) {
      // What broke off is looked up however long it took until then: a store that is there tells the truth.
      const mayTell = course.inDoubt && isBrokenOff(error);
      const soon = !isOutage(error) || mayTell || performance.now() - begun < DIRECT_RETRY_MS;
      if (attempt < TRIES_PER_REQUEST && knows && soon && isTransient(error)) continue;
      if (!course.inDoubt) throw error;
      if (!(error instanceof Refusal)) throw new Unanswerable('it is not known whether this was done');
      // Refused, perhaps because it is done already. A key has been looked up by whoever refused.
      const done = idempotencyKey === null ? await whatWasDone(orm, work) : null;
      if (done === null) throw error;
      return done;
    }
  }
}

/**
 * How far it has come. Doubt is about a commit, and stays: what fails later, a look-up among it, tells nothing of that
 * commit, and where a look-up finds nothing the database may still be at work on it. It ends with a result: the next try
 * writes the same key or id, and so finds the first one done, or keeps it from being done.
 */
interface Course {
  /** A commit was asked for, and its answer was lost. */
  inDoubt: boolean;
}

/** After an error of a commit that was asked for: was its answer lost? */
function doubt(course: Course, error: unknown): void {
  if (isOutage(error) && !isUndone(error)) course.inDoubt = true;
}

const whatWasDone = async <Result>(orm: Orm, work: DirectWork<Result>): Promise<Result | null> => {
  try {
    return (await work.written?.(orm.em.fork())) ?? null;
  } catch {
    throw new Unanswerable('it is not known whether this was done');
  }
};

/** One try. Throws a unique violation when somebody with the same key is quicker: the next try finds theirs. */
async function underKey<Result>(
  orm: Orm,
  write: KeyedWrite,
  work: DirectWork<Result>,
  course: Course,
): Promise<Result> {
  const earlier = await outcomeUnderKey<Result>(orm, write);
  if (earlier !== null) return unwrap(earlier);
  let isAsked = false;
  try {
    return await orm.em.fork().transactional(async (em) => {
      const result = await work.write(em);
      await record(em, write, { result });
      isAsked = true;
      return result;
    });
  } catch (error) {
    if (isAsked) doubt(course, error);
    // A request whose body failed validation is not stored: its key is free for a better one.
    if (!(error instanceof Refusal) || error.faults !== undefined) throw error;
    // Somebody with the same key was quicker, or may have been: theirs is the outcome.
    const theirs = await outcomeUnderKey<Result>(orm, write);
    if (theirs !== null) return unwrap(theirs);
    await record(orm.em.fork(), write, { refused: error.code });
    throw error;
  }
}

function unwrap<Result>(outcome: Outcome<Result>): Result {
  if ('refused' in outcome) throw new Refusal(outcome.refused);
  return outcome.result;
}

async function outcomeUnderKey<Result>(orm: Orm, write: KeyedWrite): Promise<Outcome<Result> | null> {
  const request = await requestUnderKey(orm.em.fork(), write.userId, write.idempotencyKey);
  if (request === undefined) return null;
  if (request.fingerprint !== write.fingerprint) throw new Refusal('IDEMPOTENCY_KEY_REUSED');
  return request.outcome as Outcome<Result>;
}

async function record(em: EntityManager, write: KeyedWrite, outcome: Outcome): Promise<void> {
  await em
    .getKysely()
    .insertInto('request')
    .values({
      id: timeOrderedId(),
      kind: write.kind,
      user_id: write.userId,
      payload: {},
      idempotency_key: write.idempotencyKey,
      fingerprint: write.fingerprint,
      correlation_id: write.correlationId,
      status: 'result' in outcome ? 'succeeded' : 'failed',
      outcome,
      settled_at: NOW,
    })
    .execute();
}
