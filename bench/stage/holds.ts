import { sql } from 'kysely';
import type { Orm } from '../../src/database/connect.ts';
import { timeOrderedId } from '../../src/lane/time-ordered-id.ts';
import { type BenchFan, DATE, SEAT_PRICE } from './scene.ts';
import type { Stage } from './stage.ts';

/** Everybody holds a seat, numbered on from the first, for an hour. Answers the reservations in their order. */
export async function holdsOf(
  { orm }: { orm: Orm },
  concertId: string,
  fans: readonly BenchFan[],
  firstSeat: number,
): Promise<string[]> {
  const ids = fans.map(() => timeOrderedId());
  await sql`
    with hold as (
      insert into reservation (id, concert_id, date_id, date, user_id, token_id, seat_numbers, amount, status,
                               held_at, expires_at)
      select fan.id, concert_id, concert_date.id, date, user_id, token_id, array[${firstSeat - 1}::int + place],
             ${SEAT_PRICE}, 'HELD', now(), now() + interval '1 hour'
      from concert_date, unnest(
        ${ids}::uuid[], ${fans.map(({ userId }) => userId)}::uuid[], ${fans.map(({ tokenId }) => tokenId)}::uuid[]
      ) with ordinality as fan (id, user_id, token_id, place)
      where concert_id = ${concertId} and date = ${DATE}
      returning id, date_id, seat_numbers
    ), counted as (
      update queue_token set holds = holds + 1 where id = any(${fans.map(({ tokenId }) => tokenId)}::uuid[])
    )
    insert into reserved_seat (reservation_id, date_id, seat_number, price, status)
    select id, date_id, seat_numbers[1], ${SEAT_PRICE}, 'HELD' from hold`.execute(orm.em.fork().getKysely());
  return ids;
}

/** Lets all these holds run out at the same instant, so many seconds from now. Answers that instant. */
export async function endTogether(stage: Stage, holds: readonly string[], inSeconds: number): Promise<Date> {
  const [end] = await stage.sql(sql<{ at: number }>`
    with ending as (
      update reservation set expires_at = now() + make_interval(secs => ${inSeconds})
      where id = any(${holds}::uuid[]) returning expires_at
    )
    select (extract(epoch from max(expires_at)) * 1000)::float8 as at from ending`);
  if (end === undefined) throw new Error('there are no holds');
  return new Date(end.at);
}
