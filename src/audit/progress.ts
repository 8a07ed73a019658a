import { defineEntity, p } from '@mikro-orm/postgresql';
import type { Breach } from './invariants.ts';

/** How far the audit has come. There is one row. */
export const AuditProgress = defineEntity({
  name: 'AuditProgress',
  tableName: 'audit_progress',
  properties: {
    one: p.boolean().primary().default(true),
    /** What was committed before was looked at by somebody. */
    lookedUntil: p.datetime().defaultRaw('clock_timestamp()'),
    /** When everything was last looked at, and what was found: it stands until everything is looked at again. */
    everythingAt: p.datetime().defaultRaw('clock_timestamp()'),
    everythingFound: p.json<Breach[]>().defaultRaw(`'[]'`),
    /** The last entry of the ledger that is in `ledger_sum`. */
    summedThrough: p.bigint('number').defaultRaw('0'),
    /** The last one that will be next, once every transaction before `sumNextAfter` has ended. */
    sumNext: p.bigint('number').defaultRaw('0'),
    sumNextAfter: p.bigint('number').defaultRaw('0'),
  },
});

/** What the entries of the ledger came to for each kind of account, up to `summedThrough`. */
export const LedgerSum = defineEntity({
  name: 'LedgerSum',
  tableName: 'ledger_sum',
  properties: {
    kind: p.text().primary(),
    amount: p.bigint('number'),
  },
});
