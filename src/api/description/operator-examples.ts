import { sentences } from '../../language/language.ts';

const CONCERT = '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1';
const USER = 'b2a7e1c4-93d5-4c1f-8e60-5f4a1c7d9b32';
const ACTION = '0192f0c4-2b7e-7a11-9d3c-5e8f1a2b3c4d';

const RESERVATION = '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01';
const REQUEST = '0192f0c1-79ff-7b12-a4c0-6d3e1f8a2b57';
const NOTICE = {
  ko: '공연장을 점검하고 있습니다. 순번은 그대로 유지됩니다.',
  en: 'The hall is being checked. Nobody loses their place.',
};

const action = {
  id: ACTION,
  at: '2027-03-02T11:04:40.112Z',
  who: 'Ji-woo',
  what: 'change-concert',
  concertId: CONCERT,
  before: { capacity: 500 },
  after: { capacity: 800 },
  correlationId: '9f6a2d1c-7b1e-4f0a-8c55-2e6d4b9a1f03',
} as const;

const point = {
  at: '2027-03-02T11:04:35.000Z',
  joins: 412,
  admissions: 38,
  decided: 506,
  depth: { admission: 12, booking: 3 },
  oldestSeconds: 0.041,
  p50Ms: 11.2,
  p99Ms: 38.6,
};

const date = {
  date: '2027-05-15',
  startsAt: '2027-05-15T10:00:00.000Z',
  seatMap: [
    { section: 'R', rows: 10, seatsPerRow: 20, price: 150_000 },
    { section: 'S', rows: 20, seatsPerRow: 30, price: 110_000 },
  ],
  changeable: true,
};

const health = {
  ok: false,
  faults: [{ what: 'no-scheduler', sentence: sentences('en').health['no-scheduler']() }],
  api: 2,
  workers: 2,
  schedulers: 0,
  postgres: { state: 'ok', ms: 2 },
  redis: { state: 'ok', ms: 1 },
  audit: { at: '2027-03-02T11:04:12.031Z', broken: [] },
  lanes: [
    {
      lane: `booking.${CONCERT}`,
      name: 'booking',
      concertId: CONCERT,
      title: 'Spring Tour 2027',
      depth: 3,
      oldestSeconds: 0.02,
      served: true,
    },
  ],
};

/** What is sent and answered on the operators' page, like `EXAMPLES`. */
export const OPERATOR_EXAMPLES: Record<string, { body?: unknown; answers?: Record<number, unknown> }> = {
  getSite: {
    answers: {
      200: { identity: 'trust', currency: 'KRW', demo: { users: [{ id: USER, name: 'Ji-woo' }] } },
    },
  },
  createAdminSession: { body: { key: 'the value of ADMIN_KEY', name: 'Ji-woo' } },
  getAdminSession: { answers: { 200: { name: 'Ji-woo', expiresAt: '2027-03-02T22:58:03.480Z' } } },
  getAdminActions: { answers: { 200: { actions: [action], next: null } } },
  getAdminConcerts: {
    answers: {
      200: {
        concerts: [
          {
            id: CONCERT,
            title: 'Spring Tour 2027',
            venue: 'Olympic Hall, Seoul',
            saleOpensAt: '2027-03-02T11:00:00.000Z',
            saleClosesAt: null,
            paused: false,
            capacity: 500,
            admitPerMinute: null,
            waiting: 3_900,
            active: 500,
            held: 388,
            sold: 527,
            seats: 2_400,
            revenue: 48_730_000,
          },
        ],
        next: null,
      },
    },
  },
  getAdminConcertHistory: {
    answers: {
      200: {
        everySeconds: 5,
        from: point.at,
        points: [point],
        funnel: { joined: 5_283, admitted: 1_240, held: 702, paid: 498 },
      },
    },
  },
  getAdminConcertDates: { answers: { 200: { dates: [date], next: null } } },
  createAdminConcertDate: {
    body: { date: date.date, startsAt: date.startsAt, seatMap: date.seatMap },
    answers: { 201: date },
  },
  updateAdminConcertDate: { body: { seatMap: date.seatMap }, answers: { 200: date } },
  createAdminConcertMessage: {
    body: { text: NOTICE },
    answers: { 201: { id: ACTION, concertId: CONCERT, text: NOTICE, at: action.at } },
  },
  getConcertNotices: {
    answers: { 200: { notices: [{ concertId: CONCERT, text: NOTICE.en, at: action.at }], next: null } },
  },
  createAdminReservationRelease: {
    answers: {
      200: {
        reservationId: RESERVATION,
        status: 'RELEASED',
        message: sentences('en').messages.released(),
      },
    },
  },
  getAdminLookup: {
    answers: {
      200: {
        kind: 'reservation',
        found: { reservationId: RESERVATION, userId: USER, status: 'HELD', seatNumbers: [12, 13] },
        history: [
          {
            at: '2027-03-02T11:01:12.469Z',
            what: 'accepted',
            requestId: REQUEST,
            correlationId: action.correlationId,
            detail: { kind: 'reserve', lane: `booking.${CONCERT}` },
          },
          {
            at: '2027-03-02T11:01:12.480Z',
            what: 'held',
            detail: { reservationId: RESERVATION, seatNumbers: [12, 13] },
          },
        ],
      },
    },
  },
  getAdminHealth: {
    answers: { 200: health },
  },
};
