import { Migration } from '@mikro-orm/migrations';

/**
 * How long visits last is kept with the door: how many ended lately and how long people were inside meanwhile, both fading.
 * So an estimate comes from what frees places, costs no counting, and is the same in every process.
 */
export class VisitsMeasured20261128 extends Migration {
  override up(): void {
    this.addSql(`
      alter table waiting_room
        add column inside int not null default 0,
        add column looked_at timestamptz not null default clock_timestamp(),
        add column visits_ended double precision not null default 0 check (visits_ended >= 0),
        add column visits_seconds double precision not null default 0 check (visits_seconds >= 0);
    `);
  }

  override down(): void {
    this.addSql(`
      alter table waiting_room
        drop column inside, drop column looked_at, drop column visits_ended, drop column visits_seconds;
    `);
  }
}
