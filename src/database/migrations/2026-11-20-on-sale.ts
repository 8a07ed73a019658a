import { Migration } from '@mikro-orm/migrations';

/**
 * The whole on-sale. What may never happen is refused here, by the schema, whatever a process does:
 * two live reservations of a seat, a negative wallet, a ledger that does not sum to zero, a second live
 * token of one user, a request settled twice under one idempotency key.
 */
export class OnSale20261120 extends Migration {
  override up(): void {
    this.addSql(`
      create table users (
        id uuid primary key,
        name text not null check (char_length(name) between 1 and 200),
        created_at timestamptz not null default clock_timestamp()
      );

      create table concert (
        id uuid primary key,
        title text not null,
        venue text,
        time_zone text not null,
        sale_opens_at timestamptz,
        sale_closes_at timestamptz,
        hold_seconds int not null check (hold_seconds > 0),
        seats_per_user int not null check (seats_per_user > 0),
        created_at timestamptz not null default clock_timestamp(),
        check (sale_closes_at > sale_opens_at)
      );
      create index concert_newest on concert (created_at desc, id desc);

      create table concert_date (
        id uuid primary key,
        concert_id uuid not null references concert,
        date date not null,
        starts_at timestamptz not null,
        seats_total int not null check (seats_total > 0),
        unique (concert_id, date)
      );

      create table seat (
        date_id uuid not null references concert_date,
        number int not null check (number > 0),
        section text,
        row text,
        price int not null check (price > 0),
        primary key (date_id, number)
      );
    `);

    this.addSql(`
      create table lane (
        name text collate "C" primary key,
        last_sequence bigint not null default 0
      );

      create table request (
        id uuid primary key,
        lane text collate "C",
        sequence bigint,
        kind text not null,
        user_id uuid not null,
        payload jsonb not null,
        idempotency_key text,
        fingerprint text not null,
        correlation_id text not null,
        repeats int not null default 0,
        status text not null default 'queued' check (status in ('queued', 'succeeded', 'failed')),
        outcome jsonb,
        accepted_at timestamptz not null default clock_timestamp(),
        settled_at timestamptz,
        check ((status = 'queued') = (settled_at is null)),
        check ((status = 'queued') = (outcome is null)),
        check ((lane is null) = (sequence is null)),
        check (lane is not null or status <> 'queued')
      );
      create unique index request_idempotency_key on request (user_id, idempotency_key)
        where idempotency_key is not null;
      create unique index request_sequence on request (lane, sequence);
      create index request_unsettled on request (lane, sequence) where status = 'queued';
      create index request_of_user on request (user_id, settled_at) where status <> 'queued';
      create index request_settled_at on request using brin (settled_at);
    `);

    this.addSql(`
      create table waiting_room (
        concert_id uuid primary key references concert,
        capacity int not null check (capacity > 0),
        admit_per_minute int check (admit_per_minute > 0),
        active_seconds int not null check (active_seconds > 0),
        waiting_seconds int not null check (waiting_seconds > 0),
        protects text not null check (protects in ('browse', 'booking')),
        paused boolean not null default false,
        last_number bigint not null default 0,
        waiting int not null default 0 check (waiting >= 0),
        line_version bigint not null default 0,
        admitted_total bigint not null default 0,
        expired_total bigint not null default 0,
        left_total bigint not null default 0
      );

      create table queue_token (
        id uuid primary key,
        concert_id uuid not null references concert,
        user_id uuid not null references users,
        number bigint not null check (number > 0),
        status text not null check (status in ('WAITING', 'ACTIVE', 'COMPLETED', 'EXPIRED', 'LEFT')),
        joined_at timestamptz not null,
        admitted_at timestamptz,
        expires_at timestamptz not null,
        ended_at timestamptz,
        unique (concert_id, number),
        check ((status in ('WAITING', 'ACTIVE')) = (ended_at is null)),
        check (status <> 'WAITING' or admitted_at is null),
        check (status not in ('ACTIVE', 'COMPLETED') or admitted_at is not null)
      );
      create unique index queue_token_live on queue_token (concert_id, user_id)
        where status in ('WAITING', 'ACTIVE');
      create index queue_token_of_user on queue_token (user_id) where status in ('WAITING', 'ACTIVE');
      create index queue_token_waiting on queue_token (concert_id, number) where status = 'WAITING';
      create index queue_token_active on queue_token (concert_id) where status = 'ACTIVE';
      create index queue_token_due on queue_token (concert_id, expires_at)
        where status in ('WAITING', 'ACTIVE');
      create index queue_token_due_anywhere on queue_token (expires_at)
        where status in ('WAITING', 'ACTIVE');
      create index queue_token_admitted on queue_token (concert_id, admitted_at)
        where admitted_at is not null;
    `);

    this.addSql(`
      create table reservation (
        id uuid primary key,
        concert_id uuid not null references concert,
        date_id uuid not null references concert_date,
        date date not null,
        user_id uuid not null references users,
        token_id uuid not null references queue_token,
        seat_numbers int[] not null check (cardinality(seat_numbers) > 0),
        amount bigint not null check (amount > 0),
        status text not null check (status in ('HELD', 'CONFIRMED', 'RELEASED', 'EXPIRED', 'CANCELLED')),
        held_at timestamptz not null,
        expires_at timestamptz not null check (expires_at > held_at),
        ended_at timestamptz,
        payment_id uuid,
        check ((status = 'HELD') = (ended_at is null)),
        check ((status in ('CONFIRMED', 'CANCELLED')) = (payment_id is not null))
      );
      create index reservation_of_user on reservation (user_id, id desc);
      create index reservation_live on reservation (concert_id, user_id) where status in ('HELD', 'CONFIRMED');
      create index reservation_of_token on reservation (token_id) where status = 'HELD';
      create index reservation_due on reservation (concert_id, expires_at) where status = 'HELD';
      create index reservation_due_anywhere on reservation (expires_at) where status = 'HELD';

      create table reserved_seat (
        reservation_id uuid not null references reservation,
        date_id uuid not null,
        seat_number int not null,
        price int not null check (price > 0),
        status text not null check (status in ('HELD', 'SOLD', 'FREED')),
        primary key (reservation_id, seat_number),
        foreign key (date_id, seat_number) references seat (date_id, number)
      );
      create unique index reserved_seat_live on reserved_seat (date_id, seat_number)
        where status in ('HELD', 'SOLD');
    `);

    this.addSql(`
      create table account (
        id uuid primary key,
        kind text not null check (kind in ('cash-in', 'wallet', 'sales')),
        balance bigint check (balance >= 0 and balance <= 1000000000),
        check ((kind = 'wallet') = (balance is not null))
      );
      insert into account (id, kind) values ('00000000-0000-0000-0000-0000000000ca', 'cash-in');

      create table transfer (
        id uuid primary key,
        kind text not null check (kind in ('charge', 'payment', 'refund')),
        at timestamptz not null default clock_timestamp()
      );

      create table entry (
        id bigint generated always as identity primary key,
        transfer_id uuid not null references transfer,
        account_id uuid not null references account,
        amount bigint not null check (amount <> 0),
        balance_after bigint
      );
      create index entry_of_account on entry (account_id, id desc);
      create index entry_of_transfer on entry (transfer_id);

      create function entries_sum_to_zero() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from inserted group by transfer_id having sum(amount) <> 0 or count(*) < 2) then
          raise exception 'the entries of a transfer must sum to zero' using errcode = 'check_violation';
        end if;
        return null;
      end $$;
      create trigger entries_sum_to_zero after insert on entry referencing new table as inserted
        for each statement execute function entries_sum_to_zero();

      create function ledger_is_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'the ledger is append-only' using errcode = 'check_violation';
      end $$;
      create trigger entry_is_append_only before update or delete or truncate on entry
        for each statement execute function ledger_is_append_only();
      create trigger transfer_is_append_only before update or delete or truncate on transfer
        for each statement execute function ledger_is_append_only();

      create table payment (
        id uuid primary key,
        user_id uuid not null references users,
        concert_id uuid not null references concert,
        amount bigint not null check (amount > 0),
        status text not null check (status in ('PAID', 'CANCELLED')),
        paid_at timestamptz not null
      );
      create index payment_of_concert on payment (concert_id);
      alter table reservation add foreign key (payment_id) references payment;

      create table payment_history (
        id bigint generated always as identity primary key,
        payment_id uuid not null references payment deferrable initially deferred,
        status text not null,
        amount bigint not null,
        balance_after bigint not null,
        at timestamptz not null
      );
      create index payment_history_of_payment on payment_history (payment_id, id);
    `);
  }

  override down(): void {
    throw new Error('The first migration is not taken back: drop the database instead.');
  }
}
