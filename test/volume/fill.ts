import { sql } from 'kysely';
import type { Orm } from '../../src/database/connect.ts';
import { CASH_IN } from '../../src/sale/account.ts';

/** How much there is. Every user has one visit; `buyers` of them bought one seat each. */
export interface Volume {
  concerts: number;
  users: number;
  buyers: number;
  charges: number;
  requests: number;
}

const PRICE = 10_000;
const CHARGE = 1_000;
const HOURS = 24;

/**
 * Writes the books of a long life of the service: what the engine would have written in a day, by SQL alone. It keeps every
 * law, so that whatever the audit finds afterwards was done on purpose.
 */
export async function fill(orm: Orm, volume: Volume): Promise<void> {
  const { concerts, users, buyers, charges, requests } = volume;
  const perConcert = Math.ceil(users / concerts);
  const seats = Math.ceil(buyers / concerts) + 100;
  const id = (what: string, of: string) => `md5('${what} ' || ${of})::uuid`;
  const at = (index: string, of: number) =>
    `now() - interval '${HOURS} hours' * (1 - ${index}::float8 / ${of}) - interval '30 seconds'`;
  const statements = [
    'set local session_replication_role = replica',
    `insert into users (id, name) select ${id('user', 'u')}, 'Fan ' || u from generate_series(1, ${users}) u`,
    `insert into concert (id, title, time_zone, hold_seconds, seats_per_user)
     select ${id('concert', 'c')}, 'Concert ' || c, 'Asia/Seoul', 300, 4 from generate_series(1, ${concerts}) c`,
    `insert into concert_date (id, concert_id, date, starts_at, seats_total)
     select ${id('date', 'c')}, ${id('concert', 'c')}, '2099-05-01', '2099-05-01T10:00Z', ${seats} from generate_series(1, ${concerts}) c`,
    `insert into seat (date_id, number, price)
     select ${id('date', 'c')}, n, ${PRICE} from generate_series(1, ${concerts}) c, generate_series(1, ${seats}) n`,
    `insert into waiting_room (concert_id, capacity, active_seconds, waiting_seconds, protects, last_number, admitted_total, left_total)
     select ${id('concert', 'c')}, ${perConcert}, 600, 7200, 'browse', ${perConcert}, ${perConcert}, 0 from generate_series(1, ${concerts}) c`,
    `insert into account (id, kind, balance) select ${id('concert', 'c')}, 'sales', null from generate_series(1, ${concerts}) c`,
    `insert into account (id, kind, balance)
     select ${id('user', 'u')}, 'wallet', ${CHARGE} * (${charges} / ${users}) - case when u <= ${buyers} then ${PRICE} else 0 end
     from generate_series(1, ${users}) u`,
    `insert into transfer (id, kind, at)
     select ${id('charge', 'k')}, 'charge', ${at('k', charges)} - interval '1 hour' from generate_series(1, ${charges}) k`,
    `insert into entry (transfer_id, account_id, amount, balance_after)
     select ${id('charge', 'k')}, case when side = 1 then ${id('user', `(k - 1) % ${users} + 1`)} else '${CASH_IN}' end,
       case when side = 1 then ${CHARGE} else -${CHARGE} end,
       case when side = 1 then ${CHARGE} * ((k - 1) / ${users} + 1) end
     from generate_series(1, ${charges}) k, generate_series(1, 2) side`,
    // User u is number (u - 1) / concerts + 1 in the line of concert (u - 1) % concerts + 1, and so is their seat.
    `insert into queue_token (id, concert_id, user_id, number, status, joined_at, admitted_at, expires_at, ended_at)
     select ${id('token', 'u')}, ${id('concert', `((u - 1) % ${concerts} + 1)`)}, ${id('user', 'u')}, (u - 1) / ${concerts} + 1,
       case when u <= ${buyers} then 'COMPLETED' else 'LEFT' end, at, at, at + interval '10 minutes', at + interval '1 second'
     from (select u, ${at('u', users)} as at from generate_series(1, ${users}) u) as joined`,
    `insert into payment (id, user_id, concert_id, amount, status, paid_at)
     select ${id('payment', 'u')}, ${id('user', 'u')}, ${id('concert', `((u - 1) % ${concerts} + 1)`)}, ${PRICE}, 'PAID',
       ${at('u', users)} + interval '1 second' from generate_series(1, ${buyers}) u`,
    `insert into payment_history (payment_id, status, amount, balance_after, at)
     select id, 'PAID', amount, 0, paid_at from payment`,
    `insert into transfer (id, kind, at) select id, 'payment', paid_at from payment order by paid_at`,
    `insert into entry (transfer_id, account_id, amount, balance_after)
     select ${id('payment', 'u')}, case when side = 1 then ${id('user', 'u')} else ${id('concert', `((u - 1) % ${concerts} + 1)`)} end,
       case when side = 1 then -${PRICE} else ${PRICE} end, case when side = 1 then ${CHARGE} * (${charges} / ${users}) - ${PRICE} end
     from generate_series(1, ${buyers}) u, generate_series(1, 2) side`,
    `insert into reservation (id, concert_id, date_id, date, user_id, token_id, seat_numbers, amount, status, held_at, expires_at, ended_at, payment_id)
     select ${id('reservation', 'u')}, ${id('concert', `((u - 1) % ${concerts} + 1)`)}, ${id('date', `((u - 1) % ${concerts} + 1)`)}, '2099-05-01',
       ${id('user', 'u')}, ${id('token', 'u')}, array[(u - 1) / ${concerts} + 1], ${PRICE}, 'CONFIRMED', at, at + interval '5 minutes',
       at + interval '1 second', ${id('payment', 'u')}
     from (select u, ${at('u', users)} as at from generate_series(1, ${buyers}) u) as bought`,
    `insert into reserved_seat (reservation_id, date_id, seat_number, price, status)
     select id, date_id, seat_numbers[1], amount, 'SOLD' from reservation`,
    ...[
      { kind: 'issue-token', lane: 'admission', made: 'tokenId', of: 'token', count: users, after: 0 },
      { kind: 'reserve', lane: 'booking', made: 'reservationId', of: 'reservation', count: buyers, after: 0 },
      { kind: 'pay', lane: 'booking', made: 'paymentId', of: 'payment', count: buyers, after: 1 },
    ].map(
      ({ kind, lane, made, of, count, after }) => `
      insert into request (id, lane, sequence, kind, user_id, payload, idempotency_key, fingerprint, correlation_id, status, outcome, accepted_at, settled_at)
      select ${id(`request ${kind}`, 'u')}, '${lane}.' || ${id('concert', `((u - 1) % ${concerts} + 1)`)},
        (u - 1) / ${concerts} * ${lane === 'booking' ? 2 : 1} + 1 + ${after}, '${kind}', ${id('user', 'u')}, '{}', '${kind}', 'of its body', 'volume', 'succeeded',
        jsonb_build_object('result', jsonb_build_object('${made}', ${id(of, 'u')})), at, at
      from (select u, ${at('u', users)} + interval '${after} seconds' as at from generate_series(1, ${count}) u) as made`,
    ),
    `insert into lane (name, last_sequence) select lane, max(sequence) from request group by lane`,
    `insert into request (id, lane, sequence, kind, user_id, payload, fingerprint, correlation_id, status, outcome, accepted_at, settled_at)
     select ${id('request charge', 'k')}, null, null, 'charge', ${id('user', `(k % ${users}) + 1`)}, '{}', 'of its body', 'volume', 'succeeded',
       '{"result": {}}', at, at
     from (select k, ${at('k', requests)} as at from generate_series(1, ${requests - users - 2 * buyers}) k) as charged`,
  ];
  await orm.em.fork().transactional(async (em) => {
    for (const statement of statements) await sql.raw(statement).execute(em.getKysely());
  });
  await sql.raw('vacuum analyze').execute(orm.em.fork().getKysely());
}
