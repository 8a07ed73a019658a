import { Migration } from '@mikro-orm/migrations';

/**
 * A visit has an end and so many holds, a freed seat has an instant, and an ended hold a reason. Visits that are under
 * way end when they were to; why earlier holds ended is not known any more.
 */
export class VisitsEnd20261128 extends Migration {
  override up(): void {
    this.addSql(`
      alter table queue_token
        add column visit_ends_at timestamptz,
        add column holds int not null default 0 check (holds >= 0);
      update queue_token
      set visit_ends_at = greatest(
            admitted_at + make_interval(secs => active_seconds), expires_at - make_interval(secs => hold_seconds)
          ),
          holds = (select count(*) from reservation where token_id = queue_token.id)
      from waiting_room join concert on concert.id = waiting_room.concert_id
      where queue_token.concert_id = waiting_room.concert_id and status = 'ACTIVE';
      alter table queue_token add check (status <> 'ACTIVE' or visit_ends_at is not null);

      alter table concert
        add column holds_per_visit int not null default 10 check (holds_per_visit between 1 and 10000);

      alter table reservation
        add column end_reason text check (
          end_reason in ('given-back', 'ran-out', 'left', 'visit-over', 'paid-others', 'operator')
        ),
        add column end_note text,
        add check (end_reason is null or status in ('RELEASED', 'EXPIRED')),
        add check (end_note is null or end_reason = 'operator');

      alter table reserved_seat
        add column freed_at timestamptz,
        add check (freed_at is null or status not in ('HELD', 'SOLD'));
      create index reserved_seat_freed on reserved_seat (date_id, seat_number, freed_at) where freed_at is not null;
    `);
  }

  override down(): void {
    this.addSql(`
      alter table reserved_seat drop column freed_at;
      alter table reservation drop column end_reason, drop column end_note;
      alter table concert drop column holds_per_visit;
      alter table queue_token drop column visit_ends_at, drop column holds;
    `);
  }
}
