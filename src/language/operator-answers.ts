import { z } from 'zod';
import { statsAnswer } from './answers.ts';

/** What the operators' own page is answered and told, for the description and for the page's types. */
const id = z.guid();
const instant = z.iso.datetime();
const money = z.int().describe("In the currency's minor unit");
const next = z.string().nullable().describe('The path of the next page, or null');

export const siteAnswer = z.object({
  identity: z.enum(['trust', 'jwt']).describe('How the service learns who a user is'),
  currency: z.string().describe('ISO 4217'),
  demo: z
    .object({ users: z.array(z.object({ id, name: z.string() })) })
    .optional()
    .describe('Users to try the service with, where a user id is simply believed'),
});

export const sessionAnswer = z.object({
  name: z.string().describe('Who signed in; `ADMIN_KEY` with the key itself'),
  expiresAt: instant.nullable().describe('When one has to sign in again; null with the key itself'),
});

export const saleAnswer = z.object({
  id,
  title: z.string(),
  venue: z.string().nullable(),
  saleOpensAt: instant.nullable(),
  saleClosesAt: instant.nullable(),
  paused: z.boolean(),
  capacity: z.int(),
  admitPerMinute: z.int().nullable(),
  waiting: z.int(),
  active: z.int(),
  held: z.int().describe('Seats'),
  sold: z.int().describe('Seats'),
  seats: z.int().describe('All seats of all dates'),
  revenue: money,
});
export const salesAnswer = z.object({ concerts: z.array(saleAnswer), next });

export const datePlanAnswer = z.object({
  date: z.iso.date(),
  startsAt: instant,
  seats: z.int().optional().describe('Where they are numbered through and cost the same'),
  price: money.optional(),
  seatMap: z
    .array(z.object({ section: z.string(), rows: z.int(), seatsPerRow: z.int(), price: money }))
    .optional(),
  changeable: z.boolean().describe('Whether the seats may still be replaced: nobody has ever held one'),
});
export const datePlansAnswer = z.object({ dates: z.array(datePlanAnswer), next });

export const pointAnswer = z.object({
  at: instant.describe('The beginning of the seconds that the point is about'),
  joins: z.int().describe('People who joined the line'),
  admissions: z.int().describe('People who were let in'),
  decided: z.int().describe('Requests that got their outcome, in both lanes'),
  depth: z
    .object({ admission: z.int(), booking: z.int() })
    .describe('Requests that waited for their outcome at the end'),
  oldestSeconds: z.number().describe('How long the oldest of them had waited then; 0 when none waited'),
  p50Ms: z.number().nullable().describe('Half were decided within so long after they were accepted'),
  p99Ms: z.number().nullable().describe('And all but one in a hundred; null when none was decided'),
});
export const funnelAnswer = z.object({
  joined: z.int().describe('Places given in the line'),
  admitted: z.int().describe('Of these, let in'),
  held: z.int().describe('Of these, held seats'),
  paid: z.int().describe('Of these, paid'),
});
export const historyAnswer = z.object({
  everySeconds: z.int(),
  from: instant,
  points: z.array(pointAnswer).describe('Oldest first; the last may still grow'),
  funnel: funnelAnswer,
});

const store = z.object({
  state: z.enum(['ok', 'slow', 'unreachable']),
  ms: z.number().nullable().describe('How long it took to answer, or null'),
});
export const healthAnswer = z.object({
  ok: z.boolean().describe('Whether there is no fault'),
  faults: z.array(
    z.object({
      what: z.enum([
        'postgres-unreachable',
        'postgres-slow',
        'redis-unreachable',
        'redis-slow',
        'no-worker',
        'no-scheduler',
        'lane-unserved',
        'lane-late',
        'books-broken',
        'audit-late',
      ]),
      sentence: z.string().describe('For people, in the language asked for'),
      concertId: id.optional().describe('Of a lane'),
    }),
  ),
  api: z.int().nullable().describe('Processes that say they are there; null when Redis cannot be asked'),
  workers: z.int().nullable(),
  schedulers: z.int().nullable(),
  postgres: store,
  redis: store,
  audit: z
    .object({
      at: instant.nullable().describe('When the invariants of the sale were last looked at; null: not yet'),
      broken: z.array(z.object({ name: z.string(), says: z.string(), count: z.int(), example: z.string() })),
    })
    .describe('The look of every minute at what must be true of the tables, the money among it'),
  lanes: z
    .array(
      z.object({
        lane: z.string(),
        name: z.enum(['admission', 'booking']),
        concertId: id,
        title: z.string(),
        depth: z.int().describe('Requests that wait for their outcome'),
        oldestSeconds: z.number(),
        served: z.boolean().nullable().describe('Whether a worker has it; null when Redis cannot be asked'),
      }),
    )
    .describe('Those in which something waits, the deepest first'),
});

export const actionAnswer = z.object({
  id,
  at: instant,
  who: z.string().describe('The name given at sign-in; `ADMIN_KEY` with the key itself'),
  what: z.enum([
    'sign-in',
    'sign-out',
    'create-users',
    'create-concert',
    'change-concert',
    'send-message',
    'release-hold',
  ]),
  concertId: id.nullable(),
  before: z.record(z.string(), z.unknown()).nullable().describe('What it was, as far as it was changed'),
  after: z.record(z.string(), z.unknown()).nullable().describe('What it came to'),
  correlationId: z.string(),
});
export const actionsAnswer = z.object({ actions: z.array(actionAnswer), next });

export const messageAnswer = z.object({
  id,
  concertId: id,
  text: z.object({ ko: z.string(), en: z.string() }),
  at: instant,
});

export const noticesAnswer = z.object({
  notices: z
    .array(z.object({ concertId: id, text: z.string(), at: instant }))
    .describe('In the language asked for, oldest first'),
  next,
});

export const lookupAnswer = z.object({
  kind: z.enum(['user', 'seat', 'reservation', 'request', 'payment', 'token']),
  found: z.record(z.string(), z.unknown()).describe('The row as it is now, in the names of this API'),
  history: z
    .array(
      z.object({
        at: instant,
        what: z.string().describe('For example `accepted`, `succeeded`, `admitted`, `held`, `paid`'),
        requestId: id.optional(),
        correlationId: z.string().optional().describe('The name of the HTTP call in the logs'),
        detail: z.record(z.string(), z.unknown()),
      }),
    )
    .describe('Oldest first, at most 200: the latest'),
});

/** What the namespace `/operator` of the socket tells, by the name it is emitted under. */
export const OPERATOR_PAYLOADS = {
  sale: z.object({ concertId: id, stats: statsAnswer, point: pointAnswer }),
  health: healthAnswer,
  action: actionAnswer,
} as const;

export type SessionAnswer = z.output<typeof sessionAnswer>;
export type SiteAnswer = z.output<typeof siteAnswer>;
export type SaleAnswer = z.output<typeof saleAnswer>;
export type SalesAnswer = z.output<typeof salesAnswer>;
export type DatePlanAnswer = z.output<typeof datePlanAnswer>;
export type DatePlansAnswer = z.output<typeof datePlansAnswer>;
export type PointAnswer = z.output<typeof pointAnswer>;
export type HistoryAnswer = z.output<typeof historyAnswer>;
export type HealthAnswer = z.output<typeof healthAnswer>;
export type ActionAnswer = z.output<typeof actionAnswer>;
export type ActionsAnswer = z.output<typeof actionsAnswer>;
export type MessageAnswer = z.output<typeof messageAnswer>;
export type LookupAnswer = z.output<typeof lookupAnswer>;
export type OperatorPayloads = {
  [Event in keyof typeof OPERATOR_PAYLOADS]: z.output<(typeof OPERATOR_PAYLOADS)[Event]>;
};
