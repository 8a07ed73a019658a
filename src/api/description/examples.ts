import { sentences } from '../../language/language.ts';
import { OPERATOR_EXAMPLES } from './operator-examples.ts';

const { messages } = sentences('en');

const CONCERT = '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1';
const USER = 'b2a7e1c4-93d5-4c1f-8e60-5f4a1c7d9b32';
const RESERVATION = '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01';
const REQUEST = '0192f0c1-79ff-7b12-a4c0-6d3e1f8a2b57';
const PAYMENT = '0192f0c3-1c5d-7e90-8f21-4b7a9c0d6e13';
const CHARGE = '0192f0bf-55aa-7d08-9c3e-8a1b2c4d5e6f';

const held = {
  reservationId: RESERVATION,
  status: 'HELD',
  date: '2027-05-01',
  seatNumbers: [12, 13],
  amount: 220_000,
  expiresAt: '2027-03-02T11:06:12.480Z',
};
const reservation = {
  ...held,
  seats: [
    { number: 12, section: 'Floor A', row: '1' },
    { number: 13, section: 'Floor A', row: '1' },
  ],
  concertId: CONCERT,
  heldAt: '2027-03-02T11:01:12.480Z',
  endedAt: null,
  paymentId: null,
};
const waiting = { status: 'WAITING', number: 4_218, rank: 318, ahead: 317, estimatedWaitSeconds: 95 };
const token = {
  token: 'eyJhbGciOiJIUzI1NiJ9…',
  ...waiting,
  expiresAt: '2027-03-02T13:00:41.207Z',
  message: messages.waiting(waiting),
};
const paid = {
  paymentId: PAYMENT,
  reservationId: RESERVATION,
  reservationIds: [RESERVATION],
  amount: 220_000,
  balance: 80_000,
  status: 'PAID',
  reservation: { status: 'CONFIRMED', message: messages.confirmed() },
  token: { status: 'COMPLETED' },
  message: messages.paid(),
};
const concert = {
  concertId: CONCERT,
  title: 'Spring Tour 2027',
  venue: 'Olympic Hall, Seoul',
  timeZone: 'Asia/Seoul',
  saleOpensAt: '2027-03-02T11:00:00.000Z',
  saleClosesAt: null,
  saleOpen: true,
  holdSeconds: 300,
  seatsPerUser: 4,
  waitingRoom: {
    capacity: 500,
    admitPerMinute: null,
    activeSeconds: 600,
    waitingSeconds: 7_200,
    protects: 'browse',
    paused: false,
    waiting: 3_900,
    active: 500,
  },
};
const announced = {
  ...concert,
  dates: [
    {
      date: '2027-05-01',
      startsAt: '2027-05-01T10:00:00.000Z',
      seatsTotal: 2_400,
      priceFrom: 66_000,
      priceTo: 165_000,
    },
  ],
};
const ready = { ready: true, database: 'ok', migrations: 'applied', redis: 'ok' };

/** What is sent and answered, by operation and status. A test holds each against the schema it is shown with. */
export const EXAMPLES: Record<string, { body?: unknown; answers?: Record<number, unknown> }> = {
  createConcertToken: { body: {}, answers: { 201: token } },
  getConcertToken: { answers: { 200: { ...waiting, expiresAt: token.expiresAt } } },
  deleteConcertToken: { answers: { 200: { status: 'LEFT', message: messages.left() } } },
  getConcerts: { answers: { 200: { concerts: [announced], next: null } } },
  getConcert: { answers: { 200: announced } },
  getConcertDates: {
    answers: {
      200: {
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
  },
  getConcertDateSeats: {
    answers: {
      200: {
        date: '2027-05-01',
        seats: [
          { number: 12, status: 'AVAILABLE', price: 110_000, section: 'Floor A', row: '1' },
          { number: 13, status: 'HELD', price: 110_000, section: 'Floor A', row: '1' },
        ],
        available: 1_873,
      },
    },
  },
  createConcertReservation: {
    body: { date: '2027-05-01', seatNumbers: [12, 13] },
    answers: { 201: { ...held, message: messages.held({ holdSeconds: 300 }) } },
  },
  deleteConcertReservation: {
    answers: { 200: { reservationId: RESERVATION, status: 'RELEASED', message: messages.released() } },
  },
  createConcertPayment: { body: { reservationId: RESERVATION }, answers: { 201: paid } },
  getReservations: { answers: { 200: { reservations: [reservation], next: null } } },
  getReservation: { answers: { 200: reservation } },
  getRequest: {
    answers: { 200: { requestId: REQUEST, kind: 'pay', status: 'succeeded', result: paid } },
  },
  getWallet: {
    answers: { 200: { balance: 300_000, currency: 'KRW', message: messages.balance({ balance: 300_000 }) } },
  },
  createWalletCharge: {
    body: { amount: 50_000 },
    answers: {
      201: {
        chargeId: CHARGE,
        amount: 50_000,
        balance: 300_000,
        message: messages.charged({ balance: 300_000 }),
      },
    },
  },
  getWalletEntries: {
    answers: {
      200: {
        entries: [
          {
            id: '9041',
            kind: 'payment',
            amount: -220_000,
            balanceAfter: 80_000,
            at: '2027-03-02T11:03:40.015Z',
          },
          {
            id: '8870',
            kind: 'charge',
            amount: 50_000,
            balanceAfter: 300_000,
            at: '2027-03-01T02:14:09.300Z',
          },
        ],
        next: null,
      },
    },
  },
  createAdminUser: { body: { name: 'Ji-woo' }, answers: { 201: { userId: USER } } },
  createAdminConcert: {
    body: {
      title: 'Spring Tour 2027',
      venue: 'Olympic Hall, Seoul',
      dates: [
        {
          date: '2027-05-01',
          seatMap: [
            { section: 'Floor A', rows: 20, seatsPerRow: 40, price: 110_000 },
            { section: 'Balcony', rows: 40, seatsPerRow: 40, price: 66_000 },
          ],
        },
      ],
      saleOpensAt: '2027-03-02T20:00:00+09:00',
      waitingRoom: { capacity: 500 },
    },
    answers: { 201: { concertId: CONCERT } },
  },
  updateAdminConcert: {
    body: { waitingRoom: { paused: true } },
    answers: { 200: { ...announced, waitingRoom: { ...concert.waitingRoom, paused: true } } },
  },
  getAdminConcertStats: {
    answers: {
      200: {
        waiting: 3_900,
        active: 500,
        admittedTotal: 1_240,
        expiredTotal: 112,
        leftTotal: 31,
        held: 388,
        sold: 527,
        available: 1_485,
        revenue: 48_730_000,
        lanes: [
          { name: 'admission', waiting: 0, active: 0, failed: 0, perSecond: 41.5 },
          { name: 'booking', waiting: 3, active: 1, failed: 0, perSecond: 18.2 },
        ],
      },
    },
  },
  getAdminLedger: {
    answers: {
      200: {
        accounts: [
          { kind: 'wallet', accounts: 12_000, balance: 611_270_000 },
          { kind: 'sales', accounts: 1, balance: 48_730_000 },
          { kind: 'cash-in', accounts: 1, balance: -660_000_000 },
        ],
        sum: 0,
        balanced: true,
        unbalancedTransfers: 0,
        wrongWallets: 0,
      },
    },
  },
  ...OPERATOR_EXAMPLES,
  getHealthz: { answers: { 200: { status: 'alive' } } },
  getReadyz: { answers: { 200: ready, 503: { ...ready, ready: false, redis: 'unreachable' } } },
};

/** What each event carries. */
export const EVENT_EXAMPLES = {
  request: { requestId: REQUEST, kind: 'pay', status: 'succeeded', result: paid },
  queue: { concertId: CONCERT, ...waiting },
  line: { concertId: CONCERT, waiting: 3_900, paused: false },
  notice: {
    concertId: CONCERT,
    text: 'The hall is being checked. Nobody loses their place.',
    at: '2027-03-02T11:04:40.112Z',
  },
  'hold-expired': {
    reservationId: RESERVATION,
    date: '2027-05-01',
    seatNumbers: [12, 13],
    message: messages.holdExpired(),
  },
  'token-expired': { concertId: CONCERT, message: messages.tokenExpired() },
  seats: {
    concertId: CONCERT,
    date: '2027-05-01',
    changes: [
      { number: 12, status: 'HELD' },
      { number: 13, status: 'HELD' },
    ],
  },
} as const;

export const QUEUED_EXAMPLE = { requestId: REQUEST, status: 'queued' } as const;

export const HANDSHAKE_EXAMPLE = {
  token: token.token,
  locale: 'en',
  since: '2027-03-02T11:01:12.480Z',
} as const;
