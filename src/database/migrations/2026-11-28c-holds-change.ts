import { Migration } from '@mikro-orm/migrations';

/** Single seats of a hold may be given back, which leaves the rest of it, and a hold may be made longer once. */
export class HoldsChange20261128 extends Migration {
  override up(): void {
    this.addSql(`
      alter table reserved_seat drop constraint reserved_seat_status_check;
      alter table reserved_seat
        add constraint reserved_seat_status_check check (status in ('HELD', 'SOLD', 'FREED', 'RETURNED'));

      alter table reservation add column extended boolean not null default false;

      alter table concert
        add column hold_extension_seconds int not null default 60 check (hold_extension_seconds >= 0);
    `);
  }

  override down(): void {
    this.addSql(`
      alter table concert drop column hold_extension_seconds;
      alter table reservation drop column extended;
    `);
  }
}
