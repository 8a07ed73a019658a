import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const HOLDS = 500;
const PRICE = 10;
/** The holds end one after the other, over so long or, on a busy machine, three times as long as it took to make them. */
const SPREAD_MS = 3_000;
/** Each is paid within so much of its end. */
const AROUND_MS = 60;
/** Every fifth comes within so much: however slow the machine is just now, some of them are in time. */
const LONG_BEFORE_MS = 600;

const onSale = useOnSale({ laws: 'at the end' });

test('of five hundred holds that are paid around their end each is sold in time or released, and never both', async () => {
  const concertId = await onSale.concert({
    dates: [{ date: DATE, seats: HOLDS, price: PRICE }],
    waitingRoom: { capacity: HOLDS },
  });
  const fans = await onSale.admitted(concertId, HOLDS, { balance: PRICE });
  const asked = performance.now();
  const held = await Promise.all(fans.map((fan, index) => fan.reserve(concertId, DATE, index + 1)));
  const spreadMs = Math.max(SPREAD_MS, 3 * (performance.now() - asked));
  const ids: string[] = held.map(({ body }) => body.reservationId);
  const [row] = await onSale.sql(sql<{ inMs: number }>`
    with ending as (
      update reservation set expires_at = clock_timestamp() + make_interval(secs => 2 + place * ${spreadMs / HOLDS / 1_000}::float8)
      from unnest(${ids}::uuid[]) with ordinality as one (id, place) where reservation.id = one.id
      returning expires_at
    )
    select (extract(epoch from min(expires_at) - clock_timestamp()) * 1000)::float8 as "inMs" from ending`);
  const begin = performance.now() + (row?.inMs ?? 0);

  const answers = await Promise.all(
    fans.map(async (fan, index) => {
      // Some come before the end and some after it, by as much as a payment takes and more.
      const early = ((index * 7) % 11) / 11 - 0.8;
      const around = index % 5 === 0 ? LONG_BEFORE_MS : AROUND_MS;
      const at = begin + (index * spreadMs) / HOLDS + early * around;
      await pause(Math.max(at - performance.now(), 0));
      return fan.pay(concertId, ids[index] ?? '');
    }),
  );
  await until(async () => {
    const left = await onSale.sql(sql`
      select 1 from reservation where concert_id = ${concertId} and status = 'HELD' limit 1`);
    return left.length === 0;
  });

  const ends = await onSale.sql(sql<{
    id: string;
    status: string;
    seats: string;
    paid: number;
    inTime: boolean;
  }>`
    select reservation.id, reservation.status, string_agg(distinct reserved_seat.status, ',') as seats,
      count(payment.id)::int as paid,
      case reservation.status
        when 'CONFIRMED' then bool_and(payment.paid_at < expires_at and reservation.ended_at < expires_at)
        -- The row keeps milliseconds of the instant at which it ended, microseconds of the one at which it was to end.
        else reservation.ended_at >= date_trunc('milliseconds', expires_at) end as "inTime"
    from reservation
    join reserved_seat on reservation_id = reservation.id
    left join payment on payment.id = payment_id
    where reservation.concert_id = ${concertId} group by reservation.id`);
  const byId = new Map(ends.map((end) => [end.id, end]));
  const told = answers.map(({ status, body }) => (status === 201 ? 'sold' : body.code));
  for (const [index, id] of ids.entries()) {
    const expected =
      told[index] === 'sold'
        ? { status: 'CONFIRMED', seats: 'SOLD', paid: 1, inTime: true }
        : { status: 'EXPIRED', seats: 'FREED', paid: 0, inTime: true };
    expect(byId.get(id)).toEqual({ id, ...expected });
  }
  const count = (what: string) => told.filter((one) => one === what).length;
  expect(count('sold') + count('HOLD_EXPIRED')).toBe(HOLDS);
  // Both happened often, or nothing was shown.
  expect(Math.min(count('sold'), count('HOLD_EXPIRED'))).toBeGreaterThan(HOLDS / 10);
  const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
  expect(body).toMatchObject({ sold: count('sold'), held: 0, revenue: PRICE * count('sold') });
  expect(await onSale.invariants()).toEqual([]);
}, 60_000);
