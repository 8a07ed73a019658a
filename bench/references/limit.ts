import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Client } from 'pg';
import { pino } from 'pino';
import { timeOrderedId } from '../../src/lane/time-ordered-id.ts';

/**
 * What PostgreSQL alone can do: the very rows that deciding reservations writes, in transactions of so many, on
 * one connection. Nothing is locked, looked up or decided. `POST /load` reads what a lane has waiting, so that
 * `POST /write` has only to write.
 */
interface Settings {
  databaseUrl: string;
}

interface Waiting {
  requestId: string;
  userId: string;
  tokenId: string;
  concertId: string;
  dateId: string;
  date: string;
  seatNumber: number;
  price: number;
  holdSeconds: number;
}

const { databaseUrl }: Settings = JSON.parse(process.argv[2] ?? '{}');
const database = new Client({ connectionString: databaseUrl });
await database.connect();
let waiting: Waiting[] = [];

async function load(lane: string): Promise<void> {
  const { rows } = await database.query<Waiting>(
    `select request.id as "requestId", request.user_id as "userId", payload->>'tokenId' as "tokenId",
            concert.id as "concertId", concert_date.id as "dateId", payload->>'date' as date,
            seat.number as "seatNumber", seat.price, hold_seconds as "holdSeconds"
     from request
     join concert on concert.id = split_part(lane, '.', 2)::uuid
     join concert_date on concert_id = concert.id and concert_date.date = (payload->>'date')::date
     join seat on seat.date_id = concert_date.id and seat.number = (payload->'seatNumbers'->>0)::int
     where lane = $1 and request.status = 'queued' order by sequence`,
    [lane],
  );
  waiting = rows;
}

async function write(batch: number): Promise<void> {
  for (let from = 0; from < waiting.length; from += batch)
    await writeBatch(waiting.slice(from, from + batch));
  waiting = [];
}

async function writeBatch(batch: readonly Waiting[]): Promise<void> {
  const heldAt = new Date();
  const held = batch.map((one) => ({
    ...one,
    reservationId: timeOrderedId(),
    expiresAt: new Date(heldAt.getTime() + one.holdSeconds * 1_000),
  }));
  const column = <Value>(of: (one: (typeof held)[number]) => Value) => held.map(of);
  await database.query('begin');
  await database.query({
    name: 'reservations',
    text: `insert into reservation (id, concert_id, date_id, date, user_id, token_id, seat_numbers, amount,
                                    status, held_at, expires_at)
           select id, concert_id, date_id, date, user_id, token_id, array[seat_number], price, 'HELD',
                  $9::timestamptz, expires_at
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::uuid[], $6::uuid[], $7::int[],
                       $8::int[], $10::timestamptz[])
             as held (id, concert_id, date_id, date, user_id, token_id, seat_number, price, expires_at)`,
    values: [
      column(({ reservationId }) => reservationId),
      column(({ concertId }) => concertId),
      column(({ dateId }) => dateId),
      column(({ date }) => date),
      column(({ userId }) => userId),
      column(({ tokenId }) => tokenId),
      column(({ seatNumber }) => seatNumber),
      column(({ price }) => price),
      heldAt,
      column(({ expiresAt }) => expiresAt),
    ],
  });
  await database.query({
    name: 'seats',
    text: `insert into reserved_seat (reservation_id, date_id, seat_number, price, status)
           select *, 'HELD' from unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[])`,
    values: [
      column(({ reservationId }) => reservationId),
      column(({ dateId }) => dateId),
      column(({ seatNumber }) => seatNumber),
      column(({ price }) => price),
    ],
  });
  await database.query({
    name: 'outcomes',
    text: `update request set status = 'succeeded', outcome = told.outcome, settled_at = statement_timestamp()
           from unnest($1::uuid[], $2::jsonb[]) as told (id, outcome)
           where request.id = told.id and request.status = 'queued'`,
    values: [column(({ requestId }) => requestId), column(outcomeOf)],
  });
  await database.query('commit');
}

const outcomeOf = (held: Waiting & { reservationId: string; expiresAt: Date }) =>
  JSON.stringify({
    result: {
      reservationId: held.reservationId,
      status: 'HELD',
      date: held.date,
      seatNumbers: [held.seatNumber],
      amount: held.price,
      expiresAt: held.expiresAt.toISOString(),
      holdSeconds: held.holdSeconds,
    },
  });

const server = createServer(async (request, response) => {
  const { lane, batch } = (await json(request)) as { lane: string; batch: number };
  if (request.url === '/load') await load(lane);
  else await write(batch);
  response.end('{}');
});
server.listen(0, '127.0.0.1', () => {
  pino().info({ port: (server.address() as AddressInfo).port }, 'ready to write');
});
process.once('SIGTERM', () => {
  server.close(() => void database.end());
  server.closeAllConnections();
});
