import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Credential } from '../../client/credential.ts';
import type { TokenSigner } from '../../src/admission/token-jwt.ts';
import type { Orm } from '../../src/database/connect.ts';
import { timeOrderedId } from '../../src/lane/time-ordered-id.ts';

export const DATE = '2099-12-24';
export const SEAT_PRICE = 50_000;

/** Somebody who has a user account, and perhaps a queue token. */
export interface BenchFan {
  userId: string;
  tokenId: string;
  /** The queue token itself; empty without one. */
  token: string;
}

/** By the queue token, for who has one. */
export const credentialOf = ({ userId, token }: Pick<BenchFan, 'userId' | 'token'>): Credential =>
  token === '' ? { userId } : { token };

/** A concert with one date. Written straight into the tables: setting the scene is no part of a measurement. */
export async function concertWith(
  orm: Orm,
  plan: {
    seats: number;
    capacity: number;
    seatsPerUser?: number;
    holdSeconds?: number;
    protects?: 'browse' | 'booking';
    count?: number;
  },
): Promise<string[]> {
  const { seats, capacity, seatsPerUser = 4, holdSeconds = 3_600, protects = 'browse', count = 1 } = plan;
  const ids = Array.from({ length: count }, () => randomUUID());
  const kysely = orm.em.fork().getKysely();
  await sql`
    insert into concert (id, title, time_zone, hold_seconds, seats_per_user, holds_per_visit)
    select id, 'A concert', 'Asia/Seoul', ${holdSeconds}, ${seatsPerUser}, 10000
    from unnest(${ids}::uuid[]) as id`.execute(kysely);
  await sql`
    insert into waiting_room (concert_id, capacity, active_seconds, waiting_seconds, protects)
    select id, ${capacity}, 7200, 7200, ${protects} from unnest(${ids}::uuid[]) as id`.execute(kysely);
  await sql`
    insert into lane (name) select role || '.' || id
    from unnest(${ids}::uuid[]) as id, unnest(array['admission', 'booking']) as role`.execute(kysely);
  await sql`insert into account (id, kind) select id, 'sales' from unnest(${ids}::uuid[]) as id`.execute(
    kysely,
  );
  await sql`
    with date as (
      insert into concert_date (id, concert_id, date, starts_at, seats_total)
      select gen_random_uuid(), id, ${DATE}, ${`${DATE}T10:00:00Z`}, ${seats}
      from unnest(${ids}::uuid[]) as id returning id
    )
    insert into seat (date_id, number, price)
    select id, number, ${SEAT_PRICE} from date, generate_series(1, ${seats}) as number`.execute(kysely);
  return ids;
}

/** Users with a wallet each. */
export async function usersOf(orm: Orm, count: number, balance = 0): Promise<BenchFan[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const kysely = orm.em.fork().getKysely();
  await sql`insert into users (id, name) select id, 'A fan' from unnest(${ids}::uuid[]) as id`.execute(
    kysely,
  );
  await sql`
    insert into account (id, kind, balance)
    select id, 'wallet', ${balance} from unnest(${ids}::uuid[]) as id`.execute(kysely);
  if (balance > 0) {
    await sql`
      with charge as (
        select id as user_id, gen_random_uuid() as id from unnest(${ids}::uuid[]) as id
      ), written as (
        insert into transfer (id, kind) select id, 'charge' from charge
      )
      insert into entry (transfer_id, account_id, amount, balance_after)
      select id, user_id, ${balance}::bigint, ${balance}::bigint from charge
      union all
      select id, '00000000-0000-0000-0000-0000000000ca', -${balance}::bigint, null from charge`.execute(
      kysely,
    );
  }
  return ids.map((userId) => ({ userId, tokenId: '', token: '' }));
}

/** Gives each a place of the concert, inside or in line, in their order, and the queue token that names it. */
export async function giveTokens(
  parts: { orm: Orm; signer: TokenSigner },
  concertId: string,
  fans: readonly BenchFan[],
  status: 'ACTIVE' | 'WAITING',
): Promise<void> {
  await givePlaces(parts.orm, concertId, fans, status);
  const now = new Date();
  for (const fan of fans) fan.token = parts.signer.sign({ ...fan, concertId }, now);
}

/** The places alone, for those who never show a token. */
export async function givePlaces(
  orm: Orm,
  concertId: string,
  fans: readonly BenchFan[],
  status: 'ACTIVE' | 'WAITING',
): Promise<void> {
  const kysely = orm.em.fork().getKysely();
  for (const fan of fans) fan.tokenId = timeOrderedId();
  const inside = status === 'ACTIVE';
  await sql`
    with door as (
      update waiting_room set last_number = last_number + ${fans.length},
        waiting = waiting + ${inside ? 0 : fans.length},
        admitted_total = admitted_total + ${inside ? fans.length : 0},
        line_version = line_version + ${inside ? 0 : 1}
      where concert_id = ${concertId} returning last_number - ${fans.length} as base
    )
    insert into queue_token (id, concert_id, user_id, number, status, joined_at, admitted_at, expires_at, visit_ends_at)
    select id, ${concertId}, user_id, base + place, ${status}, now(),
           ${inside ? sql`now()` : sql`null`}, now() + interval '2 hours', now() + interval '2 hours'
    from door, unnest(
      ${fans.map(({ tokenId }) => tokenId)}::uuid[], ${fans.map(({ userId }) => userId)}::uuid[]
    ) with ordinality as fan (id, user_id, place)`.execute(kysely);
}
