import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import { jwtVerify, SignJWT } from 'jose';
import Koa, { type Context } from 'koa';
import { Pool, type PoolClient } from 'pg';
import { pino } from 'pino';
import { JOIN, PAY, RESERVE } from './direct-statements.ts';

/**
 * What most people write, and as well as we can: every request is decided inside its HTTP handler, in one
 * transaction that locks the rows it needs (`transaction`), or in one SQL statement (`statement`). The same
 * tables, the same JWTs, the same durability, one log line a request; no waiting line, no order, no idempotency
 * keys, no push.
 */
interface Settings {
  databaseUrl: string;
  tokenSecret: string;
  way: 'transaction' | 'statement';
}

interface Claims {
  tokenId: string;
  userId: string;
  concertId: string;
}

type Answer = { status: number; body: object };

const { databaseUrl, tokenSecret, way }: Settings = JSON.parse(process.argv[2] ?? '{}');
const pool = new Pool({ connectionString: databaseUrl, max: 10 });
const key = new TextEncoder().encode(tokenSecret);
const log = pino();
const refusal = (status: number, code: string): Answer => ({ status, body: { status, code } });

class Refused extends Error {
  readonly answer: Answer;
  constructor(status: number, code: string) {
    super(code);
    this.answer = refusal(status, code);
  }
}

async function claimsOf(context: Context): Promise<Claims> {
  const bearer = context.get('authorization').slice('Bearer '.length);
  try {
    const { payload } = await jwtVerify(bearer, key, { algorithms: ['HS256'] });
    return { tokenId: String(payload.jti), userId: String(payload.sub), concertId: String(payload.concert) };
  } catch {
    throw new Refused(401, 'INVALID_TOKEN');
  }
}

async function inTransaction(work: (client: PoolClient) => Promise<Answer>): Promise<Answer> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const answer = await work(client);
    await client.query('commit');
    return answer;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function reserve(claims: Claims, date: string, seatNumber: number): Promise<Answer> {
  const reservationId = randomUUID();
  if (way === 'statement') {
    const { rows } = await pool.query({
      name: 'reserve',
      text: RESERVE,
      values: [claims.tokenId, claims.userId, claims.concertId, date, seatNumber, reservationId],
    });
    const { refused, amount, expires_at: expiresAt } = rows[0];
    if (refused !== null) return refusal(409, refused);
    return { status: 201, body: { reservationId, status: 'HELD', amount, expiresAt } };
  }
  return inTransaction(async (client) => {
    const seats = await client.query({
      name: 'lock-seat',
      text: `select date_id, price from seat join concert_date on concert_date.id = seat.date_id
             where concert_id = $1 and concert_date.date = $2 and number = $3 for update of seat`,
      values: [claims.concertId, date, seatNumber],
    });
    const seat = seats.rows[0];
    if (seat === undefined) throw new Refused(404, 'SEAT_NOT_FOUND');
    const standing = await client.query({
      name: 'standing',
      text: `select status, hold_seconds, seats_per_user, (
               select coalesce(sum(cardinality(seat_numbers)), 0)::int from reservation
               where concert_id = $1 and user_id = $2
                 and (status = 'CONFIRMED' or status = 'HELD' and expires_at > clock_timestamp())) as live
             from queue_token join concert on concert.id = concert_id
             where queue_token.id = $3 and concert_id = $1 and user_id = $2
               and expires_at > clock_timestamp() for update of queue_token`,
      values: [claims.concertId, claims.userId, claims.tokenId],
    });
    const fan = standing.rows[0];
    if (fan === undefined) throw new Refused(401, 'INVALID_TOKEN');
    if (fan.status !== 'ACTIVE') throw new Refused(403, 'NOT_ADMITTED');
    if (fan.live + 1 > fan.seats_per_user) throw new Refused(409, 'SEAT_LIMIT_EXCEEDED');
    const taken = await client.query({
      name: 'taken',
      text: `select 1 from reserved_seat where date_id = $1 and seat_number = $2 and status in ('HELD', 'SOLD')`,
      values: [seat.date_id, seatNumber],
    });
    if (taken.rows.length > 0) throw new Refused(409, 'SEAT_ALREADY_RESERVED');
    const held = await client.query({
      name: 'hold',
      text: `with held as (
               insert into reservation (id, concert_id, date_id, date, user_id, token_id, seat_numbers, amount,
                                        status, held_at, expires_at)
               values ($1, $2, $3, $4, $5, $6, array[$7::int], $8, 'HELD', clock_timestamp(),
                       clock_timestamp() + make_interval(secs => $9))
               returning expires_at
             ), seat as (
               insert into reserved_seat (reservation_id, date_id, seat_number, price, status)
               values ($1, $3, $7, $8, 'HELD')
             ) select expires_at from held`,
      values: [
        reservationId,
        claims.concertId,
        seat.date_id,
        date,
        claims.userId,
        claims.tokenId,
        seatNumber,
        seat.price,
        fan.hold_seconds,
      ],
    });
    const { expires_at: expiresAt } = held.rows[0];
    return { status: 201, body: { reservationId, status: 'HELD', amount: seat.price, expiresAt } };
  });
}

async function pay(claims: Claims, reservationId: string): Promise<Answer> {
  const paymentId = randomUUID();
  if (way === 'statement') {
    const { rows } = await pool.query({
      name: 'pay',
      text: PAY,
      values: [claims.tokenId, claims.userId, claims.concertId, reservationId, paymentId],
    });
    const { refused, amount, balance } = rows[0];
    if (refused !== null) return refusal(409, refused);
    return { status: 201, body: { paymentId, reservationId, amount, balance, status: 'PAID' } };
  }
  return inTransaction(async (client) => {
    const tokens = await client.query({
      name: 'lock-token',
      text: `select 1 from queue_token where id = $1 and user_id = $2 and status = 'ACTIVE'
             and expires_at > clock_timestamp() for update`,
      values: [claims.tokenId, claims.userId],
    });
    if (tokens.rows.length === 0) throw new Refused(401, 'INVALID_TOKEN');
    const reservations = await client.query({
      name: 'lock-reservation',
      text: `select amount::float8 as amount from reservation where id = $1 and user_id = $2 and status = 'HELD'
             and expires_at > clock_timestamp() for update`,
      values: [reservationId, claims.userId],
    });
    const reservation = reservations.rows[0];
    if (reservation === undefined) throw new Refused(410, 'HOLD_EXPIRED');
    const wallets = await client.query({
      name: 'take-money',
      text: `update account set balance = balance - $2 where id = $1 and balance >= $2
             returning balance::float8 as balance`,
      values: [claims.userId, reservation.amount],
    });
    const wallet = wallets.rows[0];
    if (wallet === undefined) throw new Refused(402, 'INSUFFICIENT_BALANCE');
    await client.query({
      name: 'post',
      text: `with written as (insert into transfer (id, kind) values ($1, 'payment')),
             paid as (insert into payment (id, user_id, concert_id, amount, status, paid_at)
                      values ($1, $2, $3, $4, 'PAID', clock_timestamp())),
             history as (insert into payment_history (payment_id, status, amount, balance_after, at)
                         values ($1, 'PAID', $4, $5, clock_timestamp()))
             insert into entry (transfer_id, account_id, amount, balance_after)
             values ($1, $2, -$4::bigint, $5), ($1, $3, $4, null)`,
      values: [paymentId, claims.userId, claims.concertId, reservation.amount, wallet.balance],
    });
    await client.query({
      name: 'confirm',
      text: `with token as (update queue_token set status = 'COMPLETED', ended_at = clock_timestamp()
                            where id = $3),
             seats as (update reserved_seat set status = 'SOLD' where reservation_id = $1)
             update reservation set status = 'CONFIRMED', ended_at = clock_timestamp(), payment_id = $2
             where id = $1`,
      values: [reservationId, paymentId, claims.tokenId],
    });
    const { amount } = reservation;
    return {
      status: 201,
      body: { paymentId, reservationId, amount, balance: wallet.balance, status: 'PAID' },
    };
  });
}

async function join(userId: string, concertId: string): Promise<Answer> {
  const tokenId = randomUUID();
  const { rows } = await pool.query({ name: 'join', text: JOIN, values: [tokenId, concertId, userId] });
  if (rows.length === 0) return refusal(409, 'TOKEN_ALREADY_ACTIVE');
  const token = await new SignJWT({ concert: concertId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setJti(tokenId)
    .setExpirationTime('24h')
    .sign(key);
  return { status: 201, body: { token, ...rows[0] } };
}

async function charge(userId: string, amount: number): Promise<Answer> {
  const chargeId = randomUUID();
  return inTransaction(async (client) => {
    const { rows } = await client.query({
      name: 'charge',
      text: 'update account set balance = balance + $2 where id = $1 returning balance::float8 as balance',
      values: [userId, amount],
    });
    const { balance } = rows[0];
    await client.query({
      name: 'post-charge',
      text: `with written as (insert into transfer (id, kind) values ($1, 'charge'))
             insert into entry (transfer_id, account_id, amount, balance_after)
             values ($1, $2, $3::bigint, $4), ($1, '00000000-0000-0000-0000-0000000000ca', -$3::bigint, null)`,
      values: [chargeId, userId, amount, balance],
    });
    return { status: 201, body: { chargeId, amount, balance } };
  });
}

const router = new Router();
const respond = (context: Context, { status, body }: Answer) => {
  context.status = status;
  context.body = body;
};
type Body = { date: string; seatNumber: number; reservationId: string; amount: number };
const bodyOf = (context: Context) => context.request.body as Body;
router.post('/v1/concerts/:concertId/tokens', async (context) =>
  respond(context, await join(context.get('x-user-id'), String(context.params.concertId))),
);
router.post('/v1/concerts/:concertId/reservations', async (context) => {
  const { date, seatNumber } = bodyOf(context);
  respond(context, await reserve(await claimsOf(context), date, seatNumber));
});
router.post('/v1/concerts/:concertId/payments', async (context) =>
  respond(context, await pay(await claimsOf(context), bodyOf(context).reservationId)),
);
router.post('/v1/wallet/charges', async (context) => {
  const { userId } = await claimsOf(context);
  respond(context, await charge(userId, bodyOf(context).amount));
});

const app = new Koa();
app.use(async (context, next) => {
  const started = performance.now();
  try {
    await next();
  } catch (error) {
    if (error instanceof Refused) respond(context, error.answer);
    // Two statements may both see a free seat; the index lets only one of them in.
    else if ((error as { code?: string }).code === '23505')
      respond(context, refusal(409, 'SEAT_ALREADY_RESERVED'));
    else throw error;
  }
  const { method, path, status } = context;
  log.info({ method, path, status, ms: Math.round(performance.now() - started) }, 'answered');
});
app.use(bodyParser({ enableTypes: ['json'] }));
app.use(router.routes());

const server = app.listen(0, '127.0.0.1', () => {
  log.info({ port: (server.address() as AddressInfo).port }, 'listening');
});
process.once('SIGTERM', () => {
  server.close(() => void pool.end());
  server.closeAllConnections();
});
