import { IsolationLevel } from '@mikro-orm/postgresql';
import { type RawBuilder, sql } from 'kysely';
import { HOLD_OVERDUE_MS, IDEMPOTENCY_HOURS, LANE_STANDS_MS } from '../../config/limits.ts';
import { pay } from '../booking/pay.ts';
import type { EntityManager } from '../database/connect.ts';
import { KINDS } from '../on-sale.ts';

/** What must be true of the tables while a sale runs. `breaches` answers a row, with an `example`, for each thing that breaks it. */
export interface Invariant {
  name: string;
  says: string;
  breaches: RawBuilder<unknown>;
}

/** An invariant that does not hold. */
export interface Breach {
  name: string;
  says: string;
  count: number;
  example: string;
}

/** What the successes of each kind say that they made, and whether it is missing. */
const PROMISED = KINDS.flatMap(({ name, makes }) => {
  if (makes === undefined) return [];
  const { id, table } = makes;
  return sql`
    select request.id, kind, there.id as made, there.id is null as missing
    from request left join ${sql.table(table)} as there on there.id = (outcome -> 'result' ->> ${sql.lit(id)})::uuid
    where request.status = 'succeeded' and kind = ${name}`;
});

/**
 * The laws of the sale over the real tables, for the tests, the audit, and the scheduler that looks every minute. They
 * hold at any instant, except those that are about time: a request may wait and a hold may be overdue for a moment.
 * They are SQL, so that anybody who doubts a sale can put the same question to the database by hand.
 */
export const INVARIANTS: readonly Invariant[] = [
  {
    name: 'I1',
    says: 'a seat has at most one live reservation',
    breaches: sql`
      select date_id || ' seat ' || seat_number as example from reserved_seat where status in ('HELD', 'SOLD')
      group by date_id, seat_number having count(*) > 1`,
  },
  {
    name: 'I1',
    says: 'a reservation and its seats say the same',
    breaches: sql`
      select reservation.id::text as example from reservation left join reserved_seat on reservation_id = reservation.id
      group by reservation.id
      having array_agg(seat_number order by seat_number) is distinct from array(select unnest(seat_numbers) order by 1)
        or bool_or(reserved_seat.status <> case reservation.status
             when 'HELD' then 'HELD' when 'CONFIRMED' then 'SOLD' else 'FREED' end)
        or sum(price) <> amount`,
  },
  {
    name: 'I2',
    says: 'the entries of each transfer, and so of the whole ledger, sum to zero',
    breaches: sql`
      select transfer.id::text as example from transfer left join entry on transfer_id = transfer.id
      group by transfer.id having coalesce(sum(amount), 1) <> 0 or count(entry.id) < 2`,
  },
  {
    name: 'I3',
    says: 'a wallet is the sum of its entries, and never below zero',
    breaches: sql`
      select account.id::text as example from account left join entry on account_id = account.id
      where kind = 'wallet' group by account.id having balance <> coalesce(sum(amount), 0) or balance < 0`,
  },
  {
    name: 'I3',
    says: "an entry's balance is that of its wallet right after it",
    breaches: sql`
      select id::text as example from (
        select id, balance_after, sum(amount) over (partition by account_id order by id) as balance from entry
      ) as line where balance_after <> balance`,
  },
  {
    name: 'I4',
    says: 'an accepted request gets its outcome: no lane stands',
    breaches: sql`
      select lane || ' since ' || min(accepted_at) as example from request as waiting
      where status = 'queued' and not exists (
        select 1 from request as settled where settled.lane = waiting.lane
          and settled.settled_at > clock_timestamp() - make_interval(secs => ${LANE_STANDS_MS / 1_000})
      )
      group by lane having min(accepted_at) < clock_timestamp() - make_interval(secs => ${LANE_STANDS_MS / 1_000})`,
  },
  {
    name: 'I4',
    says: 'what an outcome promises is there, and is promised once',
    breaches: sql`
      select min(id::text) as example from (${sql.join(PROMISED, sql` union all `)}) as promised
      group by kind, made having bool_or(missing) or count(*) > 1`,
  },
  {
    name: 'I4',
    says: 'a payment has its outcome',
    breaches: sql`
      select payment.id::text as example from payment
      where paid_at > clock_timestamp() - make_interval(hours => ${IDEMPOTENCY_HOURS}) and not exists (
        select 1 from request where request.user_id = payment.user_id and kind = ${pay.name}
          and request.status = 'succeeded' and outcome -> 'result' ->> 'paymentId' = payment.id::text)`,
  },
  {
    name: 'I4',
    says: 'an idempotency key stands for one request',
    breaches: sql`
      select user_id || ' ' || idempotency_key as example from request where idempotency_key is not null
      group by user_id, idempotency_key having count(*) > 1`,
  },
  {
    name: 'I5',
    says: "a lane's outcomes are in order of acceptance",
    breaches: sql`
      select lane || ' ' || sequence as example from (
        select lane, sequence, status,
          max(settled_at) over earlier > settled_at as early,
          bool_or(status = 'queued') over earlier and status <> 'queued' as overtook
        from request where lane is not null
        window earlier as (partition by lane order by sequence rows between unbounded preceding and 1 preceding)
      ) as settled where early or overtook`,
  },
  {
    name: 'I6',
    says: 'no hold is overdue',
    breaches: sql`
      select id::text as example from reservation where status = 'HELD'
        and expires_at < clock_timestamp() - make_interval(secs => ${HOLD_OVERDUE_MS / 1_000})`,
  },
  {
    name: 'I6',
    says: 'nothing is paid after its end, and nothing ends before its time has come',
    // The time of a transfer is the database's own, that of an end the decider's.
    breaches: sql`
      select reservation.id::text as example from reservation left join transfer on transfer.id = payment_id
      where transfer.at > reservation.expires_at + make_interval(secs => ${HOLD_OVERDUE_MS / 1_000})
        or (reservation.status = 'EXPIRED' and ended_at > clock_timestamp() + interval '1 second')`,
  },
  {
    name: 'I6',
    says: 'a hold ends with its visit',
    breaches: sql`
      select reservation.id::text as example from reservation join queue_token on queue_token.id = token_id
      where reservation.status = 'HELD' and queue_token.status <> 'ACTIVE'`,
  },
  {
    name: 'I7',
    says: 'no more people are let in than there is room for',
    // A door that was made smaller waits until enough of those who are inside have gone.
    breaches: sql`
      select concert_id::text as example from waiting_room join queue_token using (concert_id)
      where status = 'ACTIVE' group by concert_id
      having count(*) > capacity and max(admitted_at) > capacity_set_at`,
  },
  {
    name: 'I7',
    says: 'nobody in line is lost: every number has its token, and those who wait are counted',
    breaches: sql`
      select concert_id::text as example from waiting_room left join queue_token using (concert_id)
      group by concert_id
      having count(number) <> last_number or coalesce(max(number), 0) <> last_number
        or count(*) filter (where status = 'WAITING') <> waiting`,
  },
  {
    name: 'I7',
    says: 'a user has at most one place in a concert',
    breaches: sql`
      select concert_id || ' ' || user_id as example from queue_token where status in ('WAITING', 'ACTIVE')
      group by concert_id, user_id having count(*) > 1`,
  },
  {
    name: 'I7',
    says: 'people are let in by number',
    breaches: sql`
      select concert_id::text as example from queue_token group by concert_id
      having max(number) filter (where status in ('ACTIVE', 'COMPLETED')) > min(number) filter (where status = 'WAITING')`,
  },
  {
    name: 'I8',
    says: 'a sold seat is paid for, and a payment has bought its seats',
    breaches: sql`
      select coalesce(payment.id, payment_id)::text as example from payment
      full join (
        select payment_id, sum(amount) as amount from reservation where status = 'CONFIRMED' group by payment_id
      ) as sold on payment_id = payment.id
      where case payment.status
        when 'PAID' then payment.amount is distinct from sold.amount
        else sold.amount is not null end`,
  },
  {
    name: 'I8',
    says: 'a concert has earned what its payments come to',
    breaches: sql`
      select concert.id::text as example from concert where (
        select coalesce(sum(amount), 0) from payment where concert_id = concert.id and status = 'PAID'
      ) <> (select coalesce(sum(amount), 0) from entry where account_id = concert.id)`,
  },
  {
    name: 'I9',
    says: 'available, held and sold seats are all seats',
    breaches: sql`
      select concert_date.id::text as example from concert_date
      join lateral (select count(*) as seats from seat where date_id = concert_date.id) as placed on true
      join lateral (
        select count(*) as taken from reserved_seat where date_id = concert_date.id and status in ('HELD', 'SOLD')
      ) as live on true
      where seats <> seats_total or taken > seats_total`,
  },
];

/**
 * Looks at all tables as they were at one instant. Reads whole tables: seconds, where there are millions of rows.
 * Whoever stops it meanwhile waits for one query and gets the signal's reason thrown.
 */
export function findBreaches(em: EntityManager, stop?: AbortSignal): Promise<Breach[]> {
  const atOneInstant = { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true };
  return em.transactional((inside) => breachesSeenBy(inside, stop), atOneInstant);
}

/** What this transaction sees. */
export async function breachesSeenBy(em: EntityManager, stop?: AbortSignal): Promise<Breach[]> {
  const found: Breach[] = [];
  for (const { name, says, breaches } of INVARIANTS) {
    stop?.throwIfAborted();
    const { rows } = await sql<{ count: number; example: string | null }>`
      select count(*)::int as count, min(example) as example from (${breaches}) as breach`.execute(
      em.getKysely(),
    );
    const { count, example } = rows[0] ?? { count: 0, example: null };
    if (count > 0) found.push({ name, says, count, example: example ?? '' });
  }
  return found;
}

/** The breaches in words, one line each; none, or the sale is not to be trusted. */
export const brokenInvariants = async (em: EntityManager): Promise<string[]> =>
  (await findBreaches(em)).map(inWords);

export const inWords = ({ name, says, count, example }: Breach): string =>
  `${name} does not hold: ${says} (broken ${count} times, for example by ${example})`;
