import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Orm } from '../database/connect.ts';
import { isUniqueViolation } from './faults.ts';
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

/**
 * Does a write in one transaction, once for each idempotency key: the key, the outcome and the effects are
 * committed together, and whoever comes with the same key gets that outcome. `work` writes by one statement, so
 * without a key it needs no transaction around it; it answers a result, or throws a `Refusal`, which is an outcome
 * too. Throws `IDEMPOTENCY_KEY_REUSED` when the key stands for another request.
 */
export async function once<Result>(
  orm: Orm,
  write: DirectWrite,
  work: (em: EntityManager) => Promise<Result>,
): Promise<Result> {
  const { idempotencyKey } = write;
  if (idempotencyKey === null) return work(orm.em.fork());
  const keyed = { ...write, idempotencyKey };
  const earlier = await outcomeUnderKey<Result>(orm, keyed);
  if (earlier !== null) return unwrap(earlier);
  try {
    return await orm.em.fork().transactional(async (em) => {
      const result = await work(em);
      await record(em, keyed, { result });
      return result;
    });
  } catch (error) {
    if (!isUniqueViolation(error) && !(error instanceof Refusal)) throw error;
    // Somebody with the same key was quicker, or may have been: theirs is the outcome.
    const theirs = await outcomeUnderKey<Result>(orm, keyed);
    if (theirs !== null) return unwrap(theirs);
    // What points into the body was never accepted: the key is free for a better one.
    if (!(error instanceof Refusal) || error.faults !== undefined) throw error;
    await record(orm.em.fork(), keyed, { refused: error.code }).catch((failure: unknown) => {
      if (!isUniqueViolation(failure)) throw failure;
    });
    throw error;
  }
}

function unwrap<Result>(outcome: Outcome<Result>): Result {
  if ('refused' in outcome) throw new Refusal(outcome.refused);
  return outcome.result;
}

async function outcomeUnderKey<Result>(orm: Orm, write: KeyedWrite): Promise<Outcome<Result> | null> {
  const request = await requestUnderKey(orm.em.fork(), write.userId, write.idempotencyKey);
  if (request === null) return null;
  if (request.fingerprint !== write.fingerprint) throw new Refusal('IDEMPOTENCY_KEY_REUSED');
  return request.outcome as Outcome<Result>;
}

async function record(em: EntityManager, write: KeyedWrite, outcome: Outcome): Promise<void> {
  await sql`
    insert into request
      (id, kind, user_id, payload, idempotency_key, fingerprint, correlation_id, status, outcome, settled_at)
    values (${timeOrderedId()}, ${write.kind}, ${write.userId}, '{}', ${write.idempotencyKey},
      ${write.fingerprint}, ${write.correlationId}, ${'result' in outcome ? 'succeeded' : 'failed'},
      ${JSON.stringify(outcome)}::jsonb, clock_timestamp())`.execute(em.getKysely());
}
