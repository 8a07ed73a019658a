import { type EntityManager, LockMode, MikroORM } from '@mikro-orm/postgresql';
import { type Job, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { JOBS_KEPT } from '../../config/limits.ts';
import { ormOptions } from '../../config/mikro-orm.config.ts';
import { isTransient } from '../../src/lane/faults.ts';
import { timeOrderedId } from '../../src/lane/time-ordered-id.ts';
import { laneOf } from '../../src/sale/lanes.ts';
import {
  ConcertDate,
  entities,
  QueueToken,
  Request,
  Reservation,
  ReservedSeat,
  Seat,
} from './naive-entities.ts';

/**
 * A lane as most people would write it first: one job a reservation, one at a time, each decided in one
 * transaction of its own by an ORM's unit of work. The same tables and the same laws: locked before it is
 * decided, by the database's clock, settled once, the outcome beside its effects, told after the commit.
 */
interface Settings {
  databaseUrl: string;
  redisUrl: string;
  queue: string;
}

const TRIES = 5;
const { databaseUrl, redisUrl, queue }: Settings = JSON.parse(process.argv[2] ?? '{}');
const log = pino();
const orm = new MikroORM({ ...ormOptions(databaseUrl, 'worker'), entities });
const telling = new Redis(redisUrl);

async function decide(em: EntityManager, request: Request): Promise<object> {
  const { userId } = request;
  const { tokenId, date: wanted, seatNumbers } = request.payload;
  const { concertId } = laneOf(request.lane);
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  const token = await em.findOne(QueueToken, { id: tokenId, userId, concertId }, { lockMode });
  const date = await em.findOne(ConcertDate, { concert: concertId, date: wanted }, { populate: ['concert'] });
  const seats =
    date === null
      ? []
      : await em.find(
          Seat,
          { dateId: date.id, number: { $in: seatNumbers } },
          { lockMode, orderBy: { number: 'asc' } },
        );
  const mine = await em.find(
    Reservation,
    { concertId, userId, status: { $in: ['HELD', 'CONFIRMED'] } },
    { lockMode, orderBy: { id: 'asc' } },
  );
  const taken =
    date === null
      ? []
      : await em.find(
          ReservedSeat,
          { dateId: date.id, seatNumber: { $in: seatNumbers }, status: { $in: ['HELD', 'SOLD'] } },
          { populate: ['reservation'], lockMode },
        );
  const now = await clockOf(em);
  request.settledAt = now;
  const isLive = ({ status, expiresAt }: Reservation) =>
    status === 'CONFIRMED' || (status === 'HELD' && now < expiresAt);

  if (token === null || token.expiresAt <= now) return { refused: 'INVALID_TOKEN' };
  if (token.status !== 'ACTIVE') {
    return { refused: token.status === 'WAITING' ? 'NOT_ADMITTED' : 'INVALID_TOKEN' };
  }
  if (date === null || date.startsAt <= now) return { refused: 'SEATS_NOT_FOUND' };
  if (seats.length < seatNumbers.length) return { refused: 'SEAT_NOT_FOUND' };
  const { concert } = date;
  const live = mine.filter(isLive).reduce((sum, { seatNumbers: held }) => sum + held.length, 0);
  if (live + seatNumbers.length > concert.seatsPerUser) return { refused: 'SEAT_LIMIT_EXCEEDED' };
  if (taken.some(({ reservation }) => isLive(reservation))) return { refused: 'SEAT_ALREADY_RESERVED' };
  if (taken.length > 0) await expire(em, unique(taken.map(({ reservation }) => reservation)), now);

  const expiresAt = new Date(now.getTime() + concert.holdSeconds * 1_000);
  const amount = seats.reduce((sum, { price }) => sum + price, 0);
  const reservation = em.create(Reservation, {
    id: timeOrderedId(),
    concertId,
    dateId: date.id,
    date: date.date,
    userId,
    tokenId,
    seatNumbers,
    amount,
    status: 'HELD',
    heldAt: now,
    expiresAt,
  });
  for (const { number, price } of seats)
    em.create(ReservedSeat, { reservation, seatNumber: number, dateId: date.id, price, status: 'HELD' });
  if (token.expiresAt < expiresAt) token.expiresAt = expiresAt;
  return {
    result: {
      reservationId: reservation.id,
      status: 'HELD',
      date: date.date,
      seatNumbers,
      amount,
      expiresAt: expiresAt.toISOString(),
      holdSeconds: concert.holdSeconds,
    },
  };
}

/** Ends holds whose time is over and that nobody has ended yet. Their seats are free before they are taken again. */
async function expire(em: EntityManager, overdue: readonly Reservation[], now: Date): Promise<void> {
  for (const reservation of overdue) {
    reservation.status = 'EXPIRED';
    reservation.endedAt = now;
    for (const seat of await em.find(ReservedSeat, { reservation })) seat.status = 'FREED';
  }
  await em.flush();
}

async function clockOf(em: EntityManager): Promise<Date> {
  const [row] = await em.execute<{ ms: number }[]>(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
  );
  return new Date(row?.ms ?? Number.NaN);
}

const unique = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

/** Decides a request that nobody has decided yet. */
function settle(requestId: string): Promise<Request> {
  return orm.em.fork().transactional(async (em) => {
    const request = await em.findOneOrFail(
      Request,
      { id: requestId },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (request.status !== 'queued') return request;
    const outcome = await decide(em, request);
    request.outcome = outcome;
    request.status = 'result' in outcome ? 'succeeded' : 'failed';
    return request;
  });
}

async function answer({ data }: Job<{ requestId: string }>): Promise<void> {
  const { requestId } = data;
  for (let tries = 1; ; tries += 1) {
    try {
      const { lane, userId, outcome } = await settle(requestId);
      await telling.publish(queue, JSON.stringify({ lane, requestId, userId, outcome }));
      log.info({ requestId, outcome }, 'decided');
      return;
    } catch (error) {
      if (tries === TRIES || !isTransient(error)) throw error;
    }
  }
}

const worker = new Worker(queue, answer, {
  connection: new Redis(redisUrl, { maxRetriesPerRequest: null }),
  concurrency: 1,
  removeOnComplete: { count: JOBS_KEPT },
});
worker.on('failed', (job, error) => log.error({ err: error, data: job?.data }, 'a job failed'));
await worker.waitUntilReady();
log.info('deciding');

process.once('SIGTERM', async () => {
  await worker.close();
  telling.disconnect();
  await orm.close(true);
  process.exit();
});
