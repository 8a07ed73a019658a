import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { z } from 'zod';
import { PAGE } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { userOf } from '../contract/caller.ts';
import { givenId, id, instant, message, money } from '../contract/fields.ts';
import { next, pageOf } from '../contract/page.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { literal } from '../database/literal.ts';
import { NOW } from '../lane/clock.ts';
import type { Sentences } from '../language/en.ts';
import { END_REASONS, type EndReason, RESERVATION_STATUSES } from '../sale/reservations.ts';

/** A reservation as its owner sees it. */
const reservationAnswer = z
  .object({
    reservationId: givenId,
    concertId: givenId,
    status: z.enum(RESERVATION_STATUSES),
    date: z.iso.date(),
    seatNumbers: z.array(z.int()),
    seats: z
      .array(
        z.object({
          number: z.int(),
          section: z.string().optional(),
          row: z.string().optional(),
          name: z.string().optional().describe('What it is called within its row'),
        }),
      )
      .describe('The same seats as they are found in the hall'),
    amount: money,
    heldAt: instant,
    expiresAt: instant,
    endedAt: instant.nullable(),
    paymentId: givenId.nullable(),
    extendable: z.boolean().describe('Whether it can be held somewhat longer, once: by `…/extension`'),
    endReason: z
      .enum(END_REASONS)
      .nullable()
      .describe('Why it ended without a payment, as the `hold-ended` event tells it; null otherwise'),
    endNote: z.string().nullable().describe('What the operator who ended it says about that'),
    message: message.nullable().describe('The same as a sentence'),
  })
  .meta({ id: 'Reservation' });

const example = {
  reservationId: '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01',
  concertId: '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1',
  status: 'HELD',
  date: '2027-05-01',
  seatNumbers: [12, 13],
  seats: [
    { number: 12, section: 'Floor A', row: '1', name: '12' },
    { number: 13, section: 'Floor A', row: '1', name: '13' },
  ],
  amount: 220_000,
  heldAt: '2027-03-02T11:01:12.480Z',
  expiresAt: '2027-03-02T11:06:12.480Z',
  endedAt: null,
  paymentId: null,
  extendable: true,
  endReason: null,
  endNote: null,
  message: null,
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
    const found = await reservationsOf(orm, userOf(call))
      .where((eb) => (before === undefined ? eb.lit(true) : eb('id', '<', before)))
      .orderBy('id', 'desc')
      .limit(PAGE + 1)
      .execute();
    const last = ({ reservationId }: { reservationId: string }) => ({ before: reservationId });
    const { rows, next } = pageOf(found, PAGE, call, last);
    return { reservations: rows.map((row) => inWords(row, call.say)), next };
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
    const found = await reservationsOf(orm, userOf(call))
      .where('id', '=', call.params.reservationId)
      .executeTakeFirst();
    if (found === undefined) throw new Refusal('RESERVATION_NOT_FOUND');
    return inWords(found, call.say);
  },
});

/** With why it ended as its owner reads it. */
const inWords = <Row extends { endReason: EndReason | null; endNote: string | null }>(
  row: Row,
  { messages }: Sentences,
) => {
  const { endReason: reason, endNote: note } = row;
  return { ...row, message: reason === null ? null : messages.holdEnded({ reason, note }) };
};

const reservationsOf = (orm: Orm, userId: string) =>
  orm.em
    .fork()
    .getKysely()
    .selectFrom('reservation')
    .select(({ ref, eb, fn, selectFrom }) => {
      const over = eb.and([eb('status', '=', 'HELD'), eb('expires_at', '<=', NOW)]);
      return [
        'id as reservationId',
        'concert_id as concertId',
        eb.case().when(over).then(literal('EXPIRED')).else(ref('status')).end().as('status'),
        'date',
        'seat_numbers as seatNumbers',
        // Seats that are numbered through have neither section, row nor name.
        sql<
          { number: number; section?: string; row?: string; name?: string }[]
        >`json_strip_nulls(${jsonArrayFrom(
          selectFrom('seat')
            .select(['number', 'section', 'row', 'name'])
            .whereRef('seat.date_id', '=', 'reservation.date_id')
            .where('number', '=', fn.any('reservation.seat_numbers'))
            .orderBy('number'),
        )})`.as('seats'),
        'amount',
        iso(ref('held_at')).as('heldAt'),
        iso(ref('expires_at')).as('expiresAt'),
        iso(ref('ended_at')).as('endedAt'),
        'payment_id as paymentId',
        sql<boolean>`reservation.status = 'HELD' and not extended and reservation.expires_at > ${NOW} and exists (
          select 1 from concert, queue_token
          where concert.id = reservation.concert_id and queue_token.id = token_id and hold_extension_seconds > 0
            and reservation.expires_at < visit_ends_at + make_interval(secs => hold_seconds)
        )`.as('extendable'),
        eb
          .case()
          .when(over)
          .then(literal<EndReason>('ran-out'))
          .else(ref('end_reason'))
          .end()
          .as('endReason'),
        'end_note as endNote',
      ];
    })
    .where('user_id', '=', userId);
