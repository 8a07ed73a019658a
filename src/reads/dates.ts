import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { z } from 'zod';
import { route } from '../contract/call.ts';
import { instant, money } from '../contract/fields.ts';
import { next } from '../contract/page.ts';
import { Refusal } from '../contract/refusals.ts';
import { iso } from '../database/iso.ts';
import type { ConcertReads } from './concert-reads.ts';
import { LIVE_SEATS } from './seat-states.ts';

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
export async function readDates(em: EntityManager, concertId: string): Promise<DateView[]> {
  const { rows } = await sql<DateView>`
    select concert_date.date::text as date, ${iso('concert_date.starts_at')} as "startsAt",
           seats_total as "seatsTotal", available as "seatsAvailable", price_from as "priceFrom"
    from concert_date cross join lateral (
      select count(*) filter (where reserved.status is null)::int as available,
             min(seat.price) filter (where reserved.status is distinct from 'SOLD') as price_from
      from ${LIVE_SEATS} where seat.date_id = concert_date.id
    ) as seats
    where concert_id = ${concertId} and starts_at > clock_timestamp() and price_from is not null
    order by starts_at`.execute(em.getKysely());
  return rows;
}
