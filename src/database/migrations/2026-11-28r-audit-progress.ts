import { Migration } from '@mikro-orm/migrations';

/**
 * How far the audit has come, so that it need not read everything every minute, and what the ledger came to up to there.
 * Block range indexes find what changed lately in tables that grow: they cost a write nearly nothing, for they have an
 * entry for 32 pages and none for a row.
 */
export class AuditProgress20261128 extends Migration {
  override up(): void {
    this.addSql(`
      create index reservation_changed on reservation using brin (held_at, ended_at)
        with (pages_per_range = 32, autosummarize = on);
      create index queue_token_changed on queue_token using brin (joined_at, admitted_at, ended_at)
        with (pages_per_range = 32, autosummarize = on);
      create index transfer_at on transfer using brin (at) with (pages_per_range = 32, autosummarize = on);
      create index payment_paid_at on payment using brin (paid_at) with (pages_per_range = 32, autosummarize = on);
      alter index request_settled_at set (autosummarize = on);

      create table audit_progress (
        one boolean primary key default true check (one),
        looked_until timestamptz not null default clock_timestamp(),
        everything_at timestamptz not null default clock_timestamp(),
        everything_found jsonb not null default '[]',
        summed_through bigint not null default 0,
        sum_next bigint not null default 0,
        sum_next_after bigint not null default 0
      );
      insert into audit_progress default values;

      create table ledger_sum (
        kind text primary key,
        amount bigint not null
      );
    `);
  }

  override down(): void {
    this.addSql(`
      drop table ledger_sum, audit_progress;
      drop index reservation_changed, queue_token_changed, transfer_at, payment_paid_at;
      alter index request_settled_at reset (autosummarize);
    `);
  }
}
