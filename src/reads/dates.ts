import type { NotNull } from 'kysely';
import { z } from 'zod';
import { route } from '../contract/call.ts';
import { instant, money } from '../contract/fields.ts';
import { next } from '../contract/page.ts';
import { Refusal } from '../contract/refusals.ts';
import type { EntityManager } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { NOW } from '../lane/clock.ts';
import { LIVE_SEAT } from '../sale/reserved-seat.ts';
import type { ConcertReads } from './concert-reads.ts';

const dateView = z.object({
  date: z.iso.date(),
  startsAt: instant,
  seatsTotal: z.int(),
  seatsAvailable: z.int(),
  priceFrom: money,
});
export type DateView = z.output<typeof dateView>;

const datesAnswer = z.object({ dates: z.array(dateView), next }).meta({ id: 'Dates' });
export type DatesAnswer = z.output<typeof datesAnswer>;

export const getDates = route({
  path: '/v1/concerts/{concertId}/dates',
  tag: 'Concerts',
  summary: 'The dates that can still be booked',
  notes:
    'A date is listed while it is not past and has a seat that is not sold. At most 250 ms old; the `seats` event tells every change. With `If-None-Match` an unchanged list costs no body.',
  credential: 'seat-viewer',
  tagged: true,
  description: 'Dates that are not past and have a seat that is not sold',
  answer: datesAnswer,
  examples: {
    answer: {
      dates: [
        {
          date: '2027-05-01',
          startsAt: '2027-05-01T10:00:00.000Z',
          seatsTotal: 2_400,
          seatsAvailable: 1_873,
          priceFrom: 66_000,
        },
      ],
      next: null,
    },
  },
  refusals: ['CONCERT_NOT_FOUND', 'INVALID_TOKEN', 'NOT_ADMITTED', 'NO_AVAILABLE_DATES'],
  unavailable: 'DATES_UNAVAILABLE',
  async handle({ params }, { concerts }: { concerts: ConcertReads }) {
    const dates = await concerts.dates(params.concertId);
    if (dates === null) throw new Refusal('NO_AVAILABLE_DATES');
    return dates;
  },
});

/** The dates that can still be booked: not past, and with a seat that is not sold. */
export const readDates = (em: EntityManager, concertId: string): Promise<DateView[]> =>
  em
    .getKysely()
    .selectFrom('concert_date')
    .innerJoin('concert', 'concert.id', 'concert_id')
    .innerJoinLateral(
      ({ selectFrom }) =>
        selectFrom('seat')
          .leftJoin('reserved_seat as reserved', (join) =>
            join
              .onRef('reserved.date_id', '=', 'seat.date_id')
              .onRef('reserved.seat_number', '=', 'seat.number')
              .on('reserved.status', 'in', LIVE_SEAT),
          )
          .select(({ fn }) => [
            fn.countAll<number>().filterWhere('reserved.status', 'is', null).as('available'),
            fn.min('seat.price').filterWhere('reserved.status', 'is distinct from', 'SOLD').as('price_from'),
          ])
          .whereRef('seat.date_id', '=', 'concert_date.id')
          .as('seats'),
      (join) => join.onTrue(),
    )
    .select(({ ref }) => [
      'date',
      iso(ref('starts_at')).as('startsAt'),
      'seats_total as seatsTotal',
      'available as seatsAvailable',
      'price_from as priceFrom',
    ])
    .where('concert_id', '=', concertId)
    .where('archived', '=', false)
    .where('starts_at', '>', NOW)
    .where('price_from', 'is not', null)
    .orderBy('starts_at')
    .$narrowType<{ priceFrom: NotNull }>()
    .execute();
