import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { PAGE } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { userOf } from '../contract/caller.ts';
import { givenId, id, instant, money } from '../contract/fields.ts';
import { next, pageOf } from '../contract/page.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { RESERVATION_STATUSES } from '../sale/reservations.ts';

/** A reservation as its owner sees it. */
const reservationAnswer = z
  .object({
    reservationId: givenId,
    concertId: givenId,
    status: z.enum(RESERVATION_STATUSES),
    date: z.iso.date(),
    seatNumbers: z.array(z.int()),
    seats: z
      .array(z.object({ number: z.int(), section: z.string().optional(), row: z.string().optional() }))
      .describe('The same seats as they are found in the hall'),
    amount: money,
    heldAt: instant,
    expiresAt: instant,
    endedAt: instant.nullable(),
    paymentId: givenId.nullable(),
  })
  .meta({ id: 'Reservation' });

const example = {
  reservationId: '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01',
  concertId: '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1',
  status: 'HELD',
  date: '2027-05-01',
  seatNumbers: [12, 13],
  seats: [
    { number: 12, section: 'Floor A', row: '1' },
    { number: 13, section: 'Floor A', row: '1' },
  ],
  amount: 220_000,
  heldAt: '2027-03-02T11:01:12.480Z',
  expiresAt: '2027-03-02T11:06:12.480Z',
  endedAt: null,
  paymentId: null,
};

export const getReservations = route({
  path: '/v1/reservations',
  tag: 'Reservations',
  summary: "The caller's reservations, newest first",
  notes: 'In every concert, whatever became of them. Goes on working with a token that has ended.',
  credential: 'user',
  query: z.object({ before: id.optional().describe('The reservation before which the page begins') }),
  description: 'A page of reservations',
  answer: z.object({ reservations: z.array(reservationAnswer), next }).meta({ id: 'Reservations' }),
  examples: { answer: { reservations: [example], next: null } },
  async handle(call, { orm }: { orm: Orm }) {
    const { before } = call.query;
    const older = before === undefined ? sql`true` : sql`id < ${before}`;
    const found = await read(orm, sql`user_id = ${userOf(call)} and ${older}`, PAGE + 1);
    const last = ({ reservationId }: { reservationId: string }) => ({ before: reservationId });
    const { rows, next } = pageOf(found, PAGE, call, last);
    return { reservations: rows, next };
  },
});

export const getReservation = route({
  path: '/v1/reservations/{reservationId}',
  tag: 'Reservations',
  summary: "One of the caller's reservations",
  notes: 'Goes on working with a token that has ended.',
  credential: 'user',
  description: 'The reservation',
  answer: reservationAnswer,
  examples: { answer: example },
  refusals: ['RESERVATION_NOT_FOUND'],
  async handle(call, { orm }: { orm: Orm }) {
    const [found] = await read(orm, sql`id = ${call.params.reservationId} and user_id = ${userOf(call)}`, 1);
    if (found === undefined) throw new Refusal('RESERVATION_NOT_FOUND');
    return found;
  },
});

const SEATS = sql`(
  select json_agg(json_strip_nulls(json_build_object('number', number, 'section', section, 'row', row))
    order by number)
  from seat where seat.date_id = reservation.date_id and seat.number = any(reservation.seat_numbers))`;

const COLUMNS = sql`
  id as "reservationId", concert_id as "concertId",
  case when status = 'HELD' and expires_at <= clock_timestamp() then 'EXPIRED' else status end as status,
  date::text as date, seat_numbers as "seatNumbers", ${SEATS} as seats, amount::float8 as amount,
  ${iso('held_at')} as "heldAt", ${iso('expires_at')} as "expiresAt", ${iso('ended_at')} as "endedAt",
  payment_id as "paymentId"`;

async function read(orm: Orm, which: RawBuilder<unknown>, limit: number) {
  const { rows } = await sql<z.output<typeof reservationAnswer>>`
    select ${COLUMNS} from reservation where ${which}
    order by reservation.id desc limit ${limit}`.execute(orm.em.fork().getKysely());
  return rows;
}
