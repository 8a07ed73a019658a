import type { EntityManager } from '@mikro-orm/postgresql';
import { type RawBuilder, sql } from 'kysely';
import { proveBooks } from '../wallet/prove-books.ts';

/** What must be true of the tables at any instant, each with the query that finds what breaks it. */
const INVARIANTS: readonly [string, RawBuilder<unknown>][] = [
  [
    'a seat has two live reservations',
    sql`select 1 from reserved_seat where status in ('HELD', 'SOLD')
        group by date_id, seat_number having count(*) > 1`,
  ],
  [
    'a reservation and its seats disagree',
    sql`select 1 from reservation join reserved_seat on reservation_id = reservation.id
        where reserved_seat.status <> case reservation.status
          when 'HELD' then 'HELD' when 'CONFIRMED' then 'SOLD' else 'FREED' end`,
  ],
  [
    'more people are inside than there is room for',
    sql`select 1 from waiting_room where capacity < (
          select count(*) from queue_token where concert_id = waiting_room.concert_id and status = 'ACTIVE')`,
  ],
  [
    'the count of those who wait is wrong',
    sql`select 1 from waiting_room where waiting <> (
          select count(*) from queue_token where concert_id = waiting_room.concert_id and status = 'WAITING')`,
  ],
  [
    'somebody was let in before somebody further ahead',
    sql`select 1 from queue_token group by concert_id
        having max(number) filter (where status in ('ACTIVE', 'COMPLETED')) > min(number) filter (where status = 'WAITING')`,
  ],
  [
    'a concert earned something else than its sold seats cost',
    sql`select 1 from concert where (
          select coalesce(sum(amount), 0) from reservation where concert_id = concert.id and status = 'CONFIRMED'
        ) <> (select coalesce(sum(amount), 0) from entry where account_id = concert.id)`,
  ],
  [
    'the outcomes of a lane are not in the order of acceptance',
    sql`select 1 from (
          select settled_at < lag(settled_at) over (partition by lane order by sequence) as early
          from request where lane is not null and status <> 'queued'
        ) as settled where early`,
  ],
];

/** What is wrong with the tables, in words; nothing, or the sale is not to be trusted. Reads whole tables. */
export async function brokenInvariants(em: EntityManager): Promise<string[]> {
  const broken: string[] = [];
  const books = await proveBooks(em);
  if (!books.balanced) broken.push(`the books do not balance: ${JSON.stringify(books)}`);
  for (const [what, query] of INVARIANTS) {
    const { rows } = await query.execute(em.getKysely());
    if (rows.length > 0) broken.push(what);
  }
  return broken;
}
