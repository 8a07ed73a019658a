import { Migration } from '@mikro-orm/migrations';

/**
 * Since when there is room for so many: whoever was let in before may make one too many, whoever came in later may
 * not. The audit tells a door that was made smaller from one that let in too many by it.
 */
export class RoomSince20261120 extends Migration {
  override up(): void {
    this.addSql(`
      alter table waiting_room add column capacity_set_at timestamptz not null default clock_timestamp();

      create function capacity_was_set() returns trigger language plpgsql as $$
      begin
        new.capacity_set_at := clock_timestamp();
        return new;
      end $$;
      create trigger capacity_was_set before update of capacity on waiting_room
        for each row when (old.capacity <> new.capacity) execute function capacity_was_set();
    `);
  }

  override down(): void {
    this.addSql(`
      drop trigger capacity_was_set on waiting_room;
      drop function capacity_was_set();
      alter table waiting_room drop column capacity_set_at;
    `);
  }
}
