import { z } from 'zod';
import { REQUEST_KINDS } from '../on-sale.ts';

/** What the calls answer, for the description. The contract's field names. */
const id = z.guid();
const instant = z.iso.datetime();
const money = z.int().describe("In the currency's minor unit");
const message = z.string().describe('A sentence for people, in the language asked for');
const next = z.string().nullable().describe('The path of the next page, or null');

const place = {
  status: z.enum(['WAITING', 'ACTIVE']),
  number: z.int().describe('The place given at the door: from 1, never changes'),
  rank: z.int().describe('1 for the next to be admitted, 0 once admitted'),
  ahead: z.int().describe('How many are in front: rank − 1, 0 once admitted'),
  estimatedWaitSeconds: z.int().describe('By the admissions of the last minutes'),
};

export const queuedAnswer = z.object({ requestId: id, status: z.literal('queued') });
export const tokenAnswer = z.object({ token: z.string(), ...place, expiresAt: instant, message });
export const placeAnswer = z.object({ ...place, expiresAt: instant });
export const leftAnswer = z.object({ status: z.literal('LEFT'), message });

export const concertAnswer = z.object({
  concertId: id,
  title: z.string(),
  venue: z.string().nullable(),
  timeZone: z.string(),
  saleOpensAt: instant.nullable(),
  saleClosesAt: instant.nullable(),
  saleOpen: z.boolean().describe('Whether the line may be joined now'),
  holdSeconds: z.int().describe('How long an unpaid hold lasts'),
  seatsPerUser: z.int().describe('How many seats one person may hold or own in this concert'),
  waitingRoom: z.object({
    capacity: z.int().describe('How many may be inside at once'),
    admitPerMinute: z.int().nullable().describe('How many may come in within any sixty seconds'),
    activeSeconds: z.int().describe('How long a visit may last'),
    waitingSeconds: z.int().describe('How long one may wait'),
    protects: z.enum(['browse', 'booking']),
    paused: z.boolean(),
    waiting: z.int().describe('How many wait'),
    active: z.int().describe('How many are inside'),
  }),
});
export const announcedConcertAnswer = concertAnswer.extend({
  dates: z
    .array(
      z.object({
        date: z.iso.date(),
        startsAt: instant,
        seatsTotal: z.int(),
        priceFrom: money,
        priceTo: money,
      }),
    )
    .describe('As announced, past ones included; what is still free is for those who may look'),
});
export const concertsAnswer = z.object({ concerts: z.array(announcedConcertAnswer), next });

export const datesAnswer = z.object({
  dates: z.array(
    z.object({
      date: z.iso.date(),
      startsAt: instant,
      seatsTotal: z.int(),
      seatsAvailable: z.int(),
      priceFrom: money,
    }),
  ),
  next,
});
export const seatsAnswer = z.object({
  date: z.iso.date(),
  seats: z.array(
    z.object({
      number: z.int(),
      status: z.enum(['AVAILABLE', 'HELD', 'SOLD']),
      price: money,
      section: z.string().optional(),
      row: z.string().optional(),
    }),
  ),
  available: z.int(),
  message: message.optional(),
});

export const heldAnswer = z.object({
  reservationId: id,
  status: z.literal('HELD'),
  date: z.iso.date(),
  seatNumbers: z.array(z.int()),
  amount: money,
  expiresAt: instant,
  message,
});
export const releasedAnswer = z.object({ reservationId: id, status: z.literal('RELEASED'), message });
export const paidAnswer = z.object({
  paymentId: id,
  reservationId: id,
  reservationIds: z.array(id),
  amount: money,
  balance: money,
  status: z.literal('PAID'),
  reservation: z.object({ status: z.literal('CONFIRMED'), message }),
  token: z.object({ status: z.literal('COMPLETED') }),
  message,
});

export const reservationAnswer = z.object({
  reservationId: id,
  concertId: id,
  status: z.enum(['HELD', 'CONFIRMED', 'RELEASED', 'EXPIRED', 'CANCELLED']),
  date: z.iso.date(),
  seatNumbers: z.array(z.int()),
  seats: z
    .array(z.object({ number: z.int(), section: z.string().optional(), row: z.string().optional() }))
    .describe('The same seats as they are found in the hall'),
  amount: money,
  heldAt: instant,
  expiresAt: instant,
  endedAt: instant.nullable(),
  paymentId: id.nullable(),
});
export const reservationsAnswer = z.object({ reservations: z.array(reservationAnswer), next });

export const walletAnswer = z.object({ balance: money, currency: z.string(), message });
export const chargedAnswer = z.object({ chargeId: id, amount: money, balance: money, message });
export const entriesAnswer = z.object({
  entries: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['charge', 'payment', 'refund']),
      amount: money.describe('Positive into the wallet, negative out of it'),
      balanceAfter: money,
      at: instant,
    }),
  ),
  next,
});

export const problemAnswer = z.object({
  type: z.string().describe('Where the code is explained'),
  title: z.string().describe('The same for everybody'),
  status: z.int(),
  code: z.string().describe('Stable, for programs'),
  detail: z.string().describe('A sentence for people, in the language asked for'),
  errors: z
    .array(
      z.object({ pointer: z.string().describe('An RFC 6901 pointer into the body'), detail: z.string() }),
    )
    .optional(),
  requestId: id.optional(),
});

export const kindName: z.ZodType<string> = z.enum(Object.keys(REQUEST_KINDS));

/** What the synchronous answer of one of the kinds is. */
export const outcomeAnswer: z.ZodType<Record<string, unknown>> = z.union([
  tokenAnswer,
  leftAnswer,
  heldAnswer,
  releasedAnswer,
  paidAnswer,
]);

export const requestAnswer = z.object({
  requestId: id,
  kind: kindName,
  status: z.enum(['queued', 'succeeded', 'failed']),
  result: outcomeAnswer.optional().describe('When it succeeded: what the synchronous answer would have been'),
  problem: problemAnswer.optional().describe('When it failed: why'),
});

export const usersAnswer = z.union([z.object({ userId: id }), z.object({ userIds: z.array(id) })]);
export const createdConcertAnswer = z.object({ concertId: id });
export const statsAnswer = z.object({
  waiting: z.int(),
  active: z.int(),
  admittedTotal: z.int(),
  expiredTotal: z.int(),
  leftTotal: z.int(),
  held: z.int().describe('Seats'),
  sold: z.int().describe('Seats'),
  available: z.int().describe('Seats'),
  revenue: money,
  lanes: z.array(
    z.object({
      name: z.enum(['admission', 'booking']),
      waiting: z.int(),
      active: z.int(),
      failed: z.int(),
      perSecond: z.number(),
    }),
  ),
});
export const ledgerAnswer = z.object({
  accounts: z.array(z.object({ kind: z.string(), accounts: z.int(), balance: money })),
  sum: z.int().describe('0, or the books are wrong'),
  balanced: z.boolean(),
  unbalancedTransfers: z.int(),
  wrongWallets: z.int(),
});
export const readinessAnswer = z.object({
  ready: z.boolean(),
  database: z.enum(['ok', 'unreachable']),
  migrations: z.enum(['applied', 'pending', 'unknown']),
  redis: z.enum(['ok', 'unreachable']),
});
