import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { LOOKUP_ENTRIES } from '../../config/limits.ts';
import { iso } from '../database/iso.ts';
import { type Entry, entriesOf, type Item, type ItemKind, itemsOf } from './look-up-items.ts';

type OwnKind = Exclude<ItemKind, 'transfer' | 'action'>;

/** What somebody looked for, as it is now, and all that became of it, oldest first. */
export interface LookedUp {
  kind: 'user' | 'seat' | OwnKind;
  found: Record<string, unknown>;
  history: Entry[];
}

/**
 * What bears this id, with all that has to do with it; null when nothing does. Two things have to do with each other
 * when one of them names the other.
 */
export async function lookUp(em: EntityManager, id: string): Promise<LookedUp | null> {
  const user = await readUser(em, id);
  if (user !== null) {
    return { kind: 'user', found: user, history: historyOf(await itemsOf(em, [id])) };
  }
  const owner = await ownerOf(em, id);
  if (owner === null) return null;
  const items = await itemsOf(em, [owner.userId], owner.kind === 'request' ? id : null);
  const item = items.find((one) => one.kind === owner.kind && one.id === id);
  if (item === undefined) return null;
  const related = items.filter((one) => one === item || names(one, item) || names(item, one));
  return { kind: owner.kind, found: item.found, history: historyOf(related) };
}

/** A seat, with every reservation that it was ever part of; null when there is no such seat. */
export async function lookUpSeat(
  em: EntityManager,
  seat: { concertId: string; date: string; number: number },
): Promise<LookedUp | null> {
  const { rows } = await sql<Record<string, unknown> & { reservations: { id: string; userId: string }[] }>`
    select concert_date.concert_id as "concertId", concert_date.date::text as date, seat.number, section, row, seat.price,
      (select coalesce(json_agg(taken), '[]') from (
         select reservation.id, user_id as "userId"
         from reserved_seat join reservation on reservation.id = reservation_id
         where reserved_seat.date_id = seat.date_id and seat_number = seat.number
         order by reservation.id desc limit ${LOOKUP_ENTRIES}
       ) as taken) as reservations,
      coalesce((
        select status from reserved_seat
        where date_id = seat.date_id and seat_number = seat.number and status in ('HELD', 'SOLD')
      ), 'AVAILABLE') as status
    from concert_date join seat on seat.date_id = concert_date.id
    where concert_id = ${seat.concertId} and concert_date.date = ${seat.date} and seat.number = ${seat.number}`.execute(
    em.getKysely(),
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { reservations, ...found } = row;
  const items = await itemsOf(em, [...new Set(reservations.map(({ userId }) => userId))]);
  const taken = new Set(reservations.map(({ id }) => id));
  const mine = items.filter(({ kind, id }) => kind === 'reservation' && taken.has(id));
  const payments = new Set(mine.map((one) => one.found.paymentId));
  const related = items.filter(
    (one) =>
      mine.includes(one) ||
      (one.kind === 'payment' && payments.has(one.id)) ||
      ((one.kind === 'request' || one.kind === 'action') &&
        mine.some((reservation) => names(one, reservation))),
  );
  return { kind: 'seat', found, history: historyOf(related) };
}

const names = (one: Item, other: Item): boolean => one.text.includes(other.id);

const historyOf = (items: readonly Item[]): Entry[] =>
  items
    .flatMap(entriesOf)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .slice(-LOOKUP_ENTRIES);

async function readUser(em: EntityManager, id: string): Promise<Record<string, unknown> | null> {
  const { rows } = await sql<Record<string, unknown>>`
    select users.id as "userId", name, ${iso('users.created_at')} as "createdAt", balance::float8 as balance
    from users join account on account.id = users.id where users.id = ${id}`.execute(em.getKysely());
  return rows[0] ?? null;
}

/** What kind of thing bears the id, and whose it is. */
async function ownerOf(em: EntityManager, id: string): Promise<{ kind: OwnKind; userId: string } | null> {
  const { rows } = await sql<{ kind: OwnKind; userId: string }>`
    select 'reservation' as kind, user_id as "userId" from reservation where id = ${id}
    union all select 'request', coalesce((payload ->> 'userId')::uuid, user_id) from request where id = ${id}
    union all select 'payment', user_id from payment where id = ${id}
    union all select 'token', user_id from queue_token where id = ${id}`.execute(em.getKysely());
  return rows[0] ?? null;
}
