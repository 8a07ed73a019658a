import { Migration } from '@mikro-orm/migrations';

/**
 * A place in line is kept for whoever is there, and a place inside is for whoever comes. Since when patience is counted
 * anew after a pause the database notes; a token knows by when somebody must have shown up, and why it ended.
 * Whoever waits and whoever is inside end by different rules, so each has an index of their own: a pause, in which
 * patience stands still, leaves nobody in the way of a visit that is over.
 */
export class WhoIsThere20261128 extends Migration {
  override up(): void {
    this.addSql(`
      alter table waiting_room
        add column patience_from timestamptz,
        add column show_up_seconds int not null default 120 check (show_up_seconds >= 0);

      create function admission_goes_on() returns trigger language plpgsql as $$
      begin
        new.patience_from := clock_timestamp();
        return new;
      end $$;
      create trigger admission_goes_on before update of paused on waiting_room
        for each row when (old.paused and not new.paused) execute function admission_goes_on();

      alter table queue_token
        add column show_up_by timestamptz,
        add column ended_because text
          check (ended_because in ('waited-too-long', 'visit-over', 'no-show', 'sale-closed')),
        add check (ended_because is null or status = 'EXPIRED');

      create index queue_token_patience on queue_token (concert_id, expires_at) where status = 'WAITING';
      create index queue_token_visit on queue_token (concert_id, expires_at) where status = 'ACTIVE';
      create index queue_token_visit_anywhere on queue_token (expires_at) where status = 'ACTIVE';
      create index queue_token_awaited on queue_token (show_up_by) where status = 'ACTIVE' and show_up_by is not null;
      drop index queue_token_active;
      drop index queue_token_due;
      drop index queue_token_due_anywhere;
    `);
  }

  override down(): void {
    this.addSql(`
      create index queue_token_active on queue_token (concert_id) where status = 'ACTIVE';
      create index queue_token_due on queue_token (concert_id, expires_at) where status in ('WAITING', 'ACTIVE');
      create index queue_token_due_anywhere on queue_token (expires_at) where status in ('WAITING', 'ACTIVE');
      drop index queue_token_awaited;
      drop index queue_token_visit_anywhere;
      drop index queue_token_visit;
      drop index queue_token_patience;
      alter table queue_token drop column show_up_by, drop column ended_because;
      drop trigger admission_goes_on on waiting_room;
      drop function admission_goes_on();
      alter table waiting_room drop column patience_from, drop column show_up_seconds;
    `);
  }
}
