import { defineEntity, p } from '@mikro-orm/postgresql';
import type { Outcome } from './kind.ts';

/** Whoever gives out numbers of a lane locks its row: so they become visible in their order. */
export const LaneNumbers = defineEntity({
  name: 'LaneNumbers',
  tableName: 'lane',
  properties: {
    name: p.text().collation('C').primary(),
    lastSequence: p.bigint('number').defaultRaw('0'),
  },
});

/** What somebody asked for, and what became of it. One that was decided at once belongs to no lane. */
export const LaneRequest = defineEntity({
  name: 'LaneRequest',
  tableName: 'request',
  properties: {
    id: p.uuid().primary(),
    lane: p.text().collation('C').strictNullable(),
    sequence: p.bigint('number').strictNullable(),
    kind: p.text(),
    userId: p.uuid(),
    payload: p.json<unknown>(),
    idempotencyKey: p.text().strictNullable(),
    /** What a repeat of the key must match: method, path and body. */
    fingerprint: p.text(),
    correlationId: p.text(),
    /** How often it was asked for again; whoever was told of it keeps it from being withdrawn. */
    repeats: p.integer().default(0),
    status: p.enum(['queued', 'succeeded', 'failed'] as const).default('queued'),
    outcome: p.json<Outcome>().strictNullable(),
    acceptedAt: p.datetime().defaultRaw('clock_timestamp()'),
    settledAt: p.datetime().strictNullable(),
  },
});
