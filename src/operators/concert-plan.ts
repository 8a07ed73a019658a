import { z } from 'zod';
import {
  ACTIVE_SECONDS_MAX,
  ADMIT_PER_MINUTE_MAX,
  CAPACITY_MAX,
  DATES_PER_CONCERT,
  HOLD_EXTENSION_SECONDS_MAX,
  HOLD_SECONDS_MAX,
  HOLDS_PER_VISIT_MAX,
  PRICE_MAX,
  SEATS_PER_CONCERT,
  SEATS_PER_DATE,
  SEATS_PER_USER_MAX,
  SECTIONS_PER_SEAT_MAP,
  SHOW_UP_SECONDS_MAX,
  WAITING_SECONDS_MAX,
} from '../../config/limits.ts';
import { calendarDate, isCalendarDate, text } from '../contract/fields.ts';
import { beginsOn } from '../contract/venue-time.ts';

const price = z.int().min(1).max(PRICE_MAX).describe("In the currency's minor unit");

/** Any offset is understood, and kept as UTC, within the years that a calendar date may have. */
const instant = z.iso
  .datetime({ offset: true })
  .refine((given) => isCalendarDate(inUtc(given).slice(0, 10)))
  .overwrite(inUtc);

/** What is no instant stays as it is, for the other checks to refuse. */
function inUtc(given: string): string {
  const at = new Date(given);
  return Number.isNaN(at.getTime()) ? given : at.toISOString();
}

const timeZone = z
  .string()
  .refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      // An abbreviation means other hours in other countries, and to the database than to us.
      return zone.includes('/') || zone === 'UTC';
    } catch {
      return false;
    }
  })
  .describe('IANA name of the time zone at the venue');

const section = z.strictObject({
  section: text,
  rows: z.int().min(1).max(SEATS_PER_DATE),
  seatsPerRow: z.int().min(1).max(SEATS_PER_DATE),
  price,
});

const dateFields = {
  startsAt: instant
    .optional()
    .describe('On that date at the venue, or before 06:00 of the next morning; 19:00 unless given'),
  seats: z.int().min(1).max(SEATS_PER_DATE).optional().describe('50 unless given'),
  price: price.optional(),
  seatMap: z.array(section).min(1).max(SECTIONS_PER_SEAT_MAP).optional(),
};

/** One evening of a concert, as an operator describes it. */
export const datePlan = z.strictObject({ date: calendarDate, ...dateFields }).superRefine(eitherKindOfSeats);
export type DatePlan = z.output<typeof datePlan>;

/** What may change of a date that is announced; a field that is not given stays as it is. */
export const dateChange = z
  .strictObject({
    ...dateFields,
    startsAt: instant.optional(),
    date: calendarDate.optional().describe('Moves it to another day, while nothing of it is held or sold'),
    removed: z.literal(true).optional().describe('Removes it, while nothing of it is held or sold'),
  })
  .superRefine((value, context) => {
    if (changesSeats(value)) eitherKindOfSeats(value, context);
    if (value.removed === undefined) return;
    // Of what is removed nothing else can be changed.
    for (const field of Object.keys(value).filter((name) => name !== 'removed')) {
      context.addIssue({ code: 'custom', path: [field], message: 'value', input: value });
    }
  });
export type DateChange = z.output<typeof dateChange>;

export const changesSeats = ({ seats, price, seatMap }: Seats): boolean =>
  seats !== undefined || price !== undefined || seatMap !== undefined;

type Seats = PlannedSeats & { price?: number };

/** Seats are so many of one price, or stand in a map that says its prices itself. */
function eitherKindOfSeats(value: Seats, context: z.core.$RefinementCtx): void {
  const refuse = (field: string) =>
    context.addIssue({ code: 'custom', path: [field], message: 'value', input: value });
  if (value.seatMap === undefined) {
    if (value.price === undefined) {
      context.addIssue({ code: 'invalid_type', expected: 'number', path: ['price'], input: undefined });
    }
    return;
  }
  if (value.seats !== undefined) refuse('seats');
  if (value.price !== undefined) refuse('price');
  if (seatsOf(value) > SEATS_PER_DATE) {
    context.addIssue({
      code: 'too_big',
      origin: 'array',
      maximum: SEATS_PER_DATE,
      path: ['seatMap'],
      input: value.seatMap,
    });
  }
}

const waitingRoomSettings = {
  capacity: z.int().min(1).max(CAPACITY_MAX).describe('How many may be inside at once'),
  admitPerMinute: z
    .int()
    .min(1)
    .max(ADMIT_PER_MINUTE_MAX)
    .nullable()
    .describe('How many may come in within any sixty seconds; null for no such limit'),
  activeSeconds: z.int().min(1).max(ACTIVE_SECONDS_MAX),
  waitingSeconds: z
    .int()
    .min(1)
    .max(WAITING_SECONDS_MAX)
    .describe('How long a place in line is kept for somebody who is not there'),
  showUpSeconds: z
    .int()
    .min(0)
    .max(SHOW_UP_SECONDS_MAX)
    .describe('How soon whoever is let in out of the line must call or listen; 0: any time'),
  protects: z
    .enum(['browse', 'booking'])
    .describe('`browse`: dates and seats are for those inside; `booking`: they are open to all'),
  afterClose: z
    .enum(['end', 'finish'])
    .describe(
      'Of those who wait when the sale closes: `end`: their tokens run out; `finish`: they are still let in, until the last date begins',
    ),
};

/** What may change of the rules for holds while they are made. */
const holdSettings = {
  holdsPerVisit: z
    .int()
    .min(1)
    .max(HOLDS_PER_VISIT_MAX)
    .describe('How many holds one visit may make, whatever becomes of them'),
  holdExtensionSeconds: z
    .int()
    .min(0)
    .max(HOLD_EXTENSION_SECONDS_MAX)
    .describe('By how much a hold may be made longer, once; 0 for not at all'),
};

type SaleTimes = { saleOpensAt?: string | null; saleClosesAt?: string | null };
const closesAfterItOpens = ({ saleOpensAt, saleClosesAt }: SaleTimes): boolean =>
  saleOpensAt == null || saleClosesAt == null || Date.parse(saleOpensAt) < Date.parse(saleClosesAt);

/** How an operator describes a new concert. */
export const concertPlan = z
  .strictObject({
    title: text,
    venue: text.nullable().optional(),
    timeZone: timeZone.default('Asia/Seoul'),
    draft: z.boolean().default(false).describe('Nobody but operators sees it until it is published'),
    dates: z.array(datePlan).min(1).max(DATES_PER_CONCERT),
    saleOpensAt: instant.nullable().optional(),
    saleClosesAt: instant.nullable().optional(),
    holdSeconds: z.int().min(1).max(HOLD_SECONDS_MAX).default(300),
    seatsPerUser: z.int().min(1).max(SEATS_PER_USER_MAX).default(4),
    holdsPerVisit: holdSettings.holdsPerVisit.default(10),
    holdExtensionSeconds: holdSettings.holdExtensionSeconds.default(60),
    waitingRoom: z.strictObject({
      ...waitingRoomSettings,
      admitPerMinute: waitingRoomSettings.admitPerMinute.default(null),
      activeSeconds: waitingRoomSettings.activeSeconds.default(600),
      waitingSeconds: waitingRoomSettings.waitingSeconds.default(7_200),
      showUpSeconds: waitingRoomSettings.showUpSeconds.default(120),
      protects: waitingRoomSettings.protects.default('browse'),
      afterClose: waitingRoomSettings.afterClose.default('end'),
      paused: z.boolean().default(false),
    }),
  })
  .superRefine((plan, context) => {
    const seen = new Set<string>();
    for (const [index, planned] of plan.dates.entries()) {
      if (seen.has(planned.date)) {
        context.addIssue({
          code: 'custom',
          path: ['dates', index, 'date'],
          message: 'duplicate',
          input: planned.date,
        });
      }
      seen.add(planned.date);
      const { date, startsAt } = planned;
      // What is no instant at all has been pointed at already.
      if (instant.safeParse(startsAt).success && !beginsOn(date, String(startsAt), plan.timeZone)) {
        context.addIssue({
          code: 'custom',
          path: ['dates', index, 'startsAt'],
          message: 'otherDay',
          input: startsAt,
        });
      }
    }
    if (plan.dates.reduce((sum, planned) => sum + seatsOf(planned), 0) > SEATS_PER_CONCERT) {
      context.addIssue({
        code: 'too_big',
        origin: 'array',
        maximum: SEATS_PER_CONCERT,
        path: ['dates'],
        input: plan.dates,
      });
    }
  })
  .refine(closesAfterItOpens, { path: ['saleClosesAt'], message: 'order' });
export type ConcertPlan = z.output<typeof concertPlan>;

/** What an operator may change while the sale runs; a field that is not given stays as it is. */
export const concertChange = z
  .strictObject({
    title: text.optional(),
    draft: z.literal(false).optional().describe('Publishes a draft; there is no way back'),
    archived: z
      .boolean()
      .optional()
      .describe('Puts it away once its sale is over, or while nothing is held or sold; and takes it back'),
    saleOpensAt: instant.nullable().optional(),
    saleClosesAt: instant.nullable().optional(),
    ...z.strictObject(holdSettings).partial().shape,
    waitingRoom: z
      .strictObject({ ...waitingRoomSettings, paused: z.boolean() })
      .partial()
      .optional(),
  })
  .refine(closesAfterItOpens, { path: ['saleClosesAt'], message: 'order' });
export type ConcertChange = z.output<typeof concertChange>;

export const DEFAULT_SEATS = 50;

type PlannedSeats = { seats?: number; seatMap?: { rows: number; seatsPerRow: number }[] };

/** How many seats a planned date has. */
export const seatsOf = ({ seats, seatMap }: PlannedSeats): number =>
  seatMap === undefined
    ? (seats ?? DEFAULT_SEATS)
    : seatMap.reduce((sum, { rows, seatsPerRow }) => sum + rows * seatsPerRow, 0);
