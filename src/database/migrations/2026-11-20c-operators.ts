import { Migration } from '@mikro-orm/migrations';

/**
 * The operators' own: who is signed in, what was done by whom, and what those who wait were told. Of a session only
 * the hash of its token is kept, so whoever reads the table cannot take one over. What was done stays written down.
 * And what was decided lately is looked for again and again: its index keeps up with the table without being asked.
 */
export class Operators20261120 extends Migration {
  override up(): void {
    this.addSql(`
      create table operator_session (
        token_hash bytea primary key,
        name text not null check (char_length(name) between 1 and 200),
        opened_at timestamptz not null default clock_timestamp(),
        expires_at timestamptz not null check (expires_at > opened_at)
      );

      create table operator_action (
        id uuid primary key,
        at timestamptz not null default clock_timestamp(),
        who text not null,
        what text not null,
        concert_id uuid references concert,
        before jsonb,
        after jsonb,
        correlation_id text not null
      );
      create index operator_action_of_concert on operator_action (concert_id, id desc);
      create index operator_action_at on operator_action (at);

      create function actions_are_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'what was done stays written down' using errcode = 'check_violation';
      end $$;
      create trigger operator_action_is_append_only before update or delete or truncate on operator_action
        for each statement execute function actions_are_append_only();

      create table notice (
        id uuid primary key,
        concert_id uuid not null references concert,
        ko text not null,
        en text not null,
        at timestamptz not null default clock_timestamp()
      );
      create index notice_of_concert on notice (concert_id, at desc);

      alter index request_settled_at set (autosummarize = on);
    `);
  }

  override down(): void {
    this.addSql(`
      alter index request_settled_at reset (autosummarize);
      drop table notice;
      drop table operator_action;
      drop function actions_are_append_only();
      drop table operator_session;
    `);
  }
}
