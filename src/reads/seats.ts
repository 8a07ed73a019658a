import { z } from 'zod';
import { route } from '../contract/call.ts';
import { message, money } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { ConcertReads } from './concert-reads.ts';

const seatsAnswer = z
  .object({
    date: z.iso.date(),
    seats: z.array(
      z.object({
        number: z.int(),
        status: z.enum(['AVAILABLE', 'HELD', 'SOLD']),
        price: money,
        section: z.string().optional(),
        row: z.string().optional(),
        name: z.string().optional().describe('What it is called within its row'),
      }),
    ),
    available: z.int(),
    message: message.optional(),
  })
  .meta({ id: 'Seats' });
export type SeatsAnswer = z.output<typeof seatsAnswer>;

export const getSeats = route({
  path: '/v1/concerts/{concertId}/dates/{date}/seats',
  tag: 'Concerts',
  summary: 'Every seat of a date',
  notes:
    'At most 250 ms old; the `seats` event tells every change. Read it once, follow the events, and ask again with `If-None-Match` after a break: an unchanged map costs no body. When every seat is taken the answer says so in `message`.',
  credential: 'seat-viewer',
  tagged: true,
  description: 'The seats by number',
  answer: seatsAnswer,
  examples: {
    answer: {
      date: '2027-05-01',
      seats: [
        { number: 12, status: 'AVAILABLE', price: 110_000, section: 'Floor A', row: '1', name: '12' },
        { number: 13, status: 'HELD', price: 110_000, section: 'Floor A', row: '1', name: '13' },
      ],
      available: 1_873,
    },
  },
  refusals: ['CONCERT_NOT_FOUND', 'INVALID_TOKEN', 'NOT_ADMITTED', 'SEATS_NOT_FOUND'],
  unavailable: 'SEATS_UNAVAILABLE',
  async handle({ params, language }, { concerts }: { concerts: ConcertReads }) {
    const seats = await concerts.seats(params.concertId, params.date, language);
    if (seats === null) throw new Refusal('SEATS_NOT_FOUND');
    return seats;
  },
});
