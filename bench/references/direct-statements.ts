/**
 * The direct design in one statement each. Several locks of one statement are taken in the order of its plan, and
 * what it reads is as old as its start; that is why the unique index has the last word on a seat.
 */

/** $1 token, $2 user, $3 concert, $4 date, $5 seat number, $6 the new reservation's id. */
export const RESERVE = `
  with locked as (
    select seat.date_id, seat.price, seat.number
    from seat join concert_date on concert_date.id = seat.date_id
    where concert_id = $3::uuid and concert_date.date = $4::date and number = $5::int
    for update of seat
  ), fan as (
    select status, hold_seconds, seats_per_user, (
      select coalesce(sum(cardinality(seat_numbers)), 0) from reservation
      where concert_id = $3::uuid and user_id = $2::uuid
        and (status = 'CONFIRMED' or status = 'HELD' and expires_at > clock_timestamp())) as live
    from queue_token join concert on concert.id = concert_id
    where queue_token.id = $1::uuid and concert_id = $3::uuid and user_id = $2::uuid
      and expires_at > clock_timestamp()
  ), held as (
    insert into reservation (id, concert_id, date_id, date, user_id, token_id, seat_numbers, amount, status,
                             held_at, expires_at)
    select $6::uuid, $3::uuid, date_id, $4::date, $2::uuid, $1::uuid, array[$5::int], price, 'HELD',
           clock_timestamp(), clock_timestamp() + make_interval(secs => hold_seconds)
    from locked, fan
    where status = 'ACTIVE' and live < seats_per_user and not exists (
      select 1 from reserved_seat taken
      where taken.date_id = locked.date_id and taken.seat_number = $5::int and taken.status in ('HELD', 'SOLD'))
    returning date_id, amount, expires_at
  ), taken as (
    insert into reserved_seat (reservation_id, date_id, seat_number, price, status)
    select $6::uuid, date_id, $5::int, amount, 'HELD' from held
  )
  select amount::float8 as amount, expires_at, case
    when held.amount is not null then null
    when not exists (select 1 from locked) then 'SEAT_NOT_FOUND'
    when not exists (select 1 from fan where status = 'ACTIVE') then 'NOT_ADMITTED'
    when exists (select 1 from fan where live >= seats_per_user) then 'SEAT_LIMIT_EXCEEDED'
    else 'SEAT_ALREADY_RESERVED' end as refused
  from (select 1) as one left join held on true`;

/** $1 token, $2 user, $3 concert, $4 reservation, $5 the new payment's id. */
export const PAY = `
  with token as (
    select id from queue_token where id = $1::uuid and user_id = $2::uuid and status = 'ACTIVE'
      and expires_at > clock_timestamp() for update
  ), due as (
    select reservation.id, amount from reservation, token
    where reservation.id = $4::uuid and user_id = $2::uuid and status = 'HELD'
      and expires_at > clock_timestamp() for update of reservation
  ), wallet as (
    update account set balance = balance - amount from due
    where account.id = $2::uuid and balance >= amount returning balance, amount
  ), transfer as (
    insert into transfer (id, kind) select $5::uuid, 'payment' from wallet
  ), paid as (
    insert into payment (id, user_id, concert_id, amount, status, paid_at)
    select $5::uuid, $2::uuid, $3::uuid, amount, 'PAID', clock_timestamp() from wallet
  ), history as (
    insert into payment_history (payment_id, status, amount, balance_after, at)
    select $5::uuid, 'PAID', amount, balance, clock_timestamp() from wallet
  ), entries as (
    insert into entry (transfer_id, account_id, amount, balance_after)
    select $5::uuid, $2::uuid, -amount, balance from wallet
    union all select $5::uuid, $3::uuid, amount, null from wallet
  ), confirmed as (
    update reservation set status = 'CONFIRMED', ended_at = clock_timestamp(), payment_id = $5::uuid
    from wallet where id = $4::uuid
  ), sold as (
    update reserved_seat set status = 'SOLD' from wallet where reservation_id = $4::uuid
  ), completed as (
    update queue_token set status = 'COMPLETED', ended_at = clock_timestamp() from wallet where id = $1::uuid
  )
  select wallet.amount::float8 as amount, wallet.balance::float8 as balance, case
    when wallet.amount is not null then null
    when not exists (select 1 from token) then 'INVALID_TOKEN'
    when not exists (select 1 from due) then 'HOLD_EXPIRED'
    else 'INSUFFICIENT_BALANCE' end as refused
  from (select 1) as one left join wallet on true`;

/** $1 the new token's id, $2 concert, $3 user. The door's row gives the number; whoever finds room comes in. */
export const JOIN = `
  with door as (
    update waiting_room set last_number = last_number + 1,
      waiting = waiting + case when (
        select count(*) from queue_token where concert_id = $2::uuid and status = 'ACTIVE') < capacity
        then 0 else 1 end
    where concert_id = $2::uuid
    returning last_number, waiting, active_seconds, (
      select count(*) from queue_token where concert_id = $2::uuid and status = 'ACTIVE') < capacity as room
  )
  insert into queue_token (id, concert_id, user_id, number, status, joined_at, admitted_at, expires_at,
                           visit_ends_at)
  select $1::uuid, $2::uuid, $3::uuid, last_number, case when room then 'ACTIVE' else 'WAITING' end,
         clock_timestamp(), case when room then clock_timestamp() end,
         clock_timestamp() + make_interval(secs => active_seconds),
         clock_timestamp() + make_interval(secs => active_seconds)
  from door
  on conflict (concert_id, user_id) where status in ('WAITING', 'ACTIVE') do nothing
  returning number::float8 as number, status, expires_at as "expiresAt"`;
