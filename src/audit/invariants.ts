import { IsolationLevel } from '@mikro-orm/postgresql';
import { type RawBuilder, sql } from 'kysely';
import { HOLD_OVERDUE_MS, IDEMPOTENCY_HOURS, LANE_STANDS_MS } from '../../config/limits.ts';
import { pay } from '../booking/pay.ts';
import type { EntityManager } from '../database/connect.ts';
import { KINDS } from '../on-sale.ts';
import { EVERYTHING, type Scope } from './scope.ts';

/** What must be true of the tables while a sale runs. */
export interface Invariant {
  name: string;
  says: string;
  /** Answers a row, with an `example`, for each thing in this scope that breaks it. */
  breaches(scope: Scope): RawBuilder<unknown>;
}

/** An invariant that does not hold. */
export interface Breach {
  name: string;
  says: string;
  count: number;
  example: string;
}

/** Two laws of the ledger, which its own proof names too. */
export const TRANSFERS_BALANCE = 'the entries of each transfer, and so of the whole ledger, sum to zero';
export const WALLETS_ARE_SUMS = 'a wallet is the sum of its entries, and never below zero';

/** What the successes of each kind say that they made, and whether it is missing. */
const promisedIn = ({ requests }: Scope) =>
  KINDS.flatMap(({ name, makes }) => {
    if (makes === undefined) return [];
    const { id, table } = makes;
    return sql`
    select request.id, kind, there.id as made, there.id is null as missing
    from ${requests} as request left join ${sql.table(table)} as there
      on there.id = (outcome -> 'result' ->> ${sql.lit(id)})::uuid
    where request.status = 'succeeded' and kind = ${name}`;
  });

/**
 * The laws of the sale over the real tables, for the tests, the audit, and the scheduler that looks every minute. They
 * hold at any instant, except those that are about time: a request may wait and a hold may be overdue for a moment. Time is
 * that at which the look began: however long it takes, what it sees is compared with when it saw it.
 * They are SQL, so that anybody who doubts a sale can put the same question to the database by hand.
 */
export const INVARIANTS: readonly Invariant[] = [
  {
    name: 'I1',
    says: 'a seat has at most one live reservation',
    breaches: ({ takenSeats }) => sql`
      select date_id || ' seat ' || seat_number as example from ${takenSeats} as taken
      where status in ('HELD', 'SOLD')
      group by date_id, seat_number having count(*) > 1`,
  },
  {
    name: 'I1',
    says: 'a reservation and its seats say the same',
    breaches: ({ reservations }) => sql`
      select reservation.id::text as example
      from ${reservations} as reservation left join reserved_seat on reservation_id = reservation.id
      group by reservation.id, seat_numbers, reservation.status, amount
      having array_agg(seat_number order by seat_number) filter (where reserved_seat.status <> 'RETURNED')
          is distinct from array(select unnest(seat_numbers) order by 1)
        or bool_or(reserved_seat.status not in ('RETURNED', case reservation.status
             when 'HELD' then 'HELD' when 'CONFIRMED' then 'SOLD' else 'FREED' end))
        or sum(price) filter (where reserved_seat.status <> 'RETURNED') is distinct from amount`,
  },
  {
    name: 'I2',
    says: TRANSFERS_BALANCE,
    breaches: ({ transfers }) => sql`
      select transfer.id::text as example from ${transfers} as transfer left join entry on transfer_id = transfer.id
      group by transfer.id having coalesce(sum(amount), 1) <> 0 or count(entry.id) < 2`,
  },
  {
    name: 'I3',
    says: WALLETS_ARE_SUMS,
    // An entry's balance is proved below: so that of the last one is the sum of all, and few are read.
    breaches: ({ whole, accounts }) =>
      whole
        ? sql`
      select account.id::text as example from account left join entry on account_id = account.id
      where kind = 'wallet' group by account.id having balance <> coalesce(sum(amount), 0) or balance < 0`
        : sql`
      select account.id::text as example from ${accounts} as account
      join lateral (
        select balance_after from entry where account_id = account.id order by id desc limit 1
      ) as latest on true
      where kind = 'wallet' and (balance <> balance_after or balance < 0)`,
  },
  {
    name: 'I3',
    says: "an entry's balance is that of its wallet right after it",
    breaches: ({ whole, entries }) =>
      whole
        ? sql`
      select id::text as example from (
        select id, balance_after, sum(amount) over (partition by account_id order by id) as balance from entry
      ) as line where balance_after <> balance`
        : sql`
      select entry.id::text as example from ${entries} as entry
      left join lateral (
        select balance_after from entry as earlier
        where earlier.account_id = entry.account_id and earlier.id < entry.id order by earlier.id desc limit 1
      ) as before on true
      where entry.balance_after is not null
        and entry.balance_after <> coalesce(before.balance_after, 0) + entry.amount`,
  },
  {
    name: 'I3',
    says: 'what is kept of the ledger is what its entries come to',
    breaches: ({ whole }) =>
      whole
        ? sql`
      select kind as example from ledger_sum full join (
        select case when balance_after is null then account.kind else 'wallet' end as kind, sum(entry.amount) as total
        from audit_progress, entry left join account on account.id = entry.account_id and account.kind <> 'wallet'
        where entry.id <= summed_through group by 1
      ) as counted using (kind)
      where amount is distinct from total`
        : sql`select '' as example where false`,
  },
  {
    name: 'I4',
    says: 'an accepted request gets its outcome: no lane stands',
    breaches: () => sql`
      select lane || ' since ' || min(accepted_at) as example from request as waiting
      where status = 'queued' and not exists (
        select 1 from request as settled where settled.lane = waiting.lane
          and settled.settled_at > now() - make_interval(secs => ${LANE_STANDS_MS / 1_000})
      )
      group by lane having min(accepted_at) < now() - make_interval(secs => ${LANE_STANDS_MS / 1_000})`,
  },
  {
    name: 'I4',
    says: 'what an outcome promises is there, and is promised once',
    breaches: (scope) => sql`
      select min(id::text) as example from (${sql.join(promisedIn(scope), sql` union all `)}) as promised
      group by kind, made having bool_or(missing) or count(*) > 1`,
  },
  {
    name: 'I4',
    says: 'a payment has its outcome',
    breaches: ({ payments }) => sql`
      select payment.id::text as example from ${payments} as payment
      where paid_at > now() - make_interval(hours => ${IDEMPOTENCY_HOURS}) and not exists (
        select 1 from request where request.user_id = payment.user_id and kind = ${pay.name}
          and request.status = 'succeeded' and outcome -> 'result' ->> 'paymentId' = payment.id::text)`,
  },
  {
    name: 'I4',
    says: 'an idempotency key stands for one request',
    breaches: ({ requests }) => sql`
      select user_id || ' ' || idempotency_key as example from ${requests} as request
      where idempotency_key is not null
      group by user_id, idempotency_key having count(*) > 1`,
  },
  {
    name: 'I5',
    says: "a lane's outcomes are in order of acceptance",
    breaches: ({ requests }) => sql`
      select lane || ' ' || sequence as example from (
        select lane, sequence, status,
          max(settled_at) over earlier > settled_at as early,
          bool_or(status = 'queued') over earlier and status <> 'queued' as overtook
        from ${requests} as request where lane is not null
        window earlier as (partition by lane order by sequence rows between unbounded preceding and 1 preceding)
      ) as settled where early or overtook`,
  },
  {
    name: 'I6',
    says: 'no hold is overdue',
    breaches: () => sql`
      select id::text as example from reservation where status = 'HELD'
        and expires_at < now() - make_interval(secs => ${HOLD_OVERDUE_MS / 1_000})`,
  },
  {
    name: 'I6',
    says: 'nothing is paid after its end, and nothing ends before its time has come',
    // The time of a transfer is the database's own, that of an end the decider's.
    breaches: ({ reservations }) => sql`
      select reservation.id::text as example
      from ${reservations} as reservation left join transfer on transfer.id = payment_id
      where transfer.at > reservation.expires_at + make_interval(secs => ${HOLD_OVERDUE_MS / 1_000})
        or (reservation.status = 'EXPIRED' and ended_at > clock_timestamp() + interval '1 second')`,
  },
  {
    name: 'I6',
    says: 'a hold ends with its visit',
    breaches: ({ tokens, reservations }) => sql`
      select reservation.id::text as example from ${tokens} as visit
      join reservation on token_id = visit.id
      where reservation.status = 'HELD' and visit.status <> 'ACTIVE'
      union
      select reservation.id::text from ${reservations} as reservation join queue_token on queue_token.id = token_id
      where reservation.status = 'HELD' and queue_token.status <> 'ACTIVE'`,
  },
  {
    name: 'I6',
    says: 'a visit has an end, one hold after its time at the latest',
    breaches: () => sql`
      select queue_token.id::text as example from queue_token join concert on concert.id = concert_id
      where status = 'ACTIVE' and expires_at > visit_ends_at + make_interval(secs => hold_seconds)`,
  },
  {
    name: 'I6',
    says: 'the holds of a visit are counted',
    breaches: ({ reservations }) => sql`
      select visit.id::text as example
      from (select distinct token_id from ${reservations} as made) as made
      join queue_token as visit on visit.id = token_id
      where visit.status = 'ACTIVE' and holds <> (
        select count(*) from reservation where user_id = visit.user_id and token_id = visit.id
      )`,
  },
  {
    name: 'I7',
    says: 'no more people are let in than there is room for',
    // A door that was made smaller waits until enough of those who are inside have gone.
    breaches: () => sql`
      select concert_id::text as example from waiting_room join queue_token using (concert_id)
      where status = 'ACTIVE' group by concert_id
      having count(*) > capacity and max(admitted_at) > capacity_set_at`,
  },
  {
    name: 'I7',
    says: 'nobody in line is lost: every number has its token, and those who wait are counted',
    breaches: ({ whole, joins }) => sql`
      select concert_id::text as example from waiting_room
      left join (
        select concert_id, max(number) - min(number) + 1 as numbers, count(*) as people
        from ${joins} as joined group by concert_id
      ) as given using (concert_id)
      left join lateral (
        select max(number) as number from queue_token where queue_token.concert_id = waiting_room.concert_id
      ) as latest on true
      left join (
        select concert_id, count(*) as people from queue_token where status = 'WAITING' group by concert_id
      ) as line using (concert_id)
      where coalesce(latest.number, 0) <> last_number or coalesce(line.people, 0) <> waiting
        or numbers <> given.people or (${whole} and coalesce(given.people, 0) <> last_number)`,
  },
  {
    name: 'I7',
    says: 'a user has at most one place in a concert',
    breaches: ({ joins }) => sql`
      select live.concert_id || ' ' || live.user_id as example
      from ${joins} as joined join queue_token as live using (user_id, concert_id)
      where joined.status in ('WAITING', 'ACTIVE') and live.status in ('WAITING', 'ACTIVE') and live.id <> joined.id
      group by live.concert_id, live.user_id`,
  },
  {
    name: 'I7',
    says: 'people are let in by number',
    breaches: ({ tokens }) => sql`
      select distinct inside.concert_id::text as example from ${tokens} as inside
      join (
        select concert_id, min(number) as number from queue_token where status = 'WAITING' group by concert_id
      ) as first on first.concert_id = inside.concert_id
      where inside.status in ('ACTIVE', 'COMPLETED') and inside.number > first.number`,
  },
  {
    name: 'I8',
    says: 'a sold seat is paid for, and a payment has bought its seats',
    breaches: ({ payments, reservations, sales }) => sql`
      select payment.id::text as example from ${payments} as payment
      left join (
        select payment_id, sum(amount) as amount from ${sales} as sale where status = 'CONFIRMED' group by payment_id
      ) as sold on payment_id = payment.id
      where case payment.status
        when 'PAID' then payment.amount is distinct from sold.amount
        else sold.amount is not null end
      union
      select payment_id::text from ${reservations} as reservation left join payment on payment.id = payment_id
      where reservation.status = 'CONFIRMED' and payment.status is distinct from 'PAID'`,
  },
  {
    name: 'I8',
    says: 'a concert has earned what its payments come to',
    breaches: ({ whole, payments }) =>
      whole
        ? sql`
      select concert.id::text as example from concert where (
        select coalesce(sum(amount), 0) from payment where concert_id = concert.id and status = 'PAID'
      ) <> (select coalesce(sum(amount), 0) from entry where account_id = concert.id)`
        : sql`
      select payment.id::text as example from ${payments} as payment
      left join entry on transfer_id = payment.id and account_id = payment.concert_id and entry.amount > 0
      group by payment.id, payment.amount having payment.amount <> coalesce(sum(entry.amount), 0)`,
  },
  {
    name: 'I9',
    says: 'available, held and sold seats are all seats',
    breaches: ({ dates }) => sql`
      select concert_date.id::text as example from ${dates} as concert_date
      join lateral (select count(*) as seats from seat where date_id = concert_date.id) as placed on true
      join lateral (
        select count(*) as taken, count(*) filter (where status = 'SOLD') as sold from reserved_seat where date_id = concert_date.id and status in ('HELD', 'SOLD')
      ) as live on true
      where seats <> seats_total or taken > seats_total or sold <> seats_sold`,
  },
];

/**
 * Looks at the tables as they were at one instant: at everything, which takes seconds for each million of rows, or at what
 * is in the scope. A signal that is aborted ends it in the middle of a query, with an error.
 */
export function findBreaches(
  em: EntityManager,
  scope: Scope = EVERYTHING,
  stop?: AbortSignal,
): Promise<Breach[]> {
  const atOneInstant = { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true };
  return em.transactional(async (inside) => {
    if (stop === undefined) return breachesSeenBy(inside, scope);
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(inside.getKysely());
    const cancel = () => {
      const other = em.fork().getKysely();
      sql`select pg_cancel_backend(${rows[0]?.pid})`.execute(other).catch(() => {});
    };
    stop.addEventListener('abort', cancel);
    try {
      return await breachesSeenBy(inside, scope, stop);
    } finally {
      stop.removeEventListener('abort', cancel);
    }
  }, atOneInstant);
}

/** What this transaction sees. */
export async function breachesSeenBy(
  em: EntityManager,
  scope: Scope = EVERYTHING,
  stop?: AbortSignal,
): Promise<Breach[]> {
  const found: Breach[] = [];
  for (const { name, says, breaches } of INVARIANTS) {
    stop?.throwIfAborted();
    const { rows } = await sql<{ count: number; example: string | null }>`
      select count(*)::int as count, min(example) as example from (${breaches(scope)}) as breach`.execute(
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
