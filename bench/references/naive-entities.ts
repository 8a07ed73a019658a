import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

/** The tables of the sale as entities, each with what deciding a reservation reads and writes of it. */

export const Concert = defineEntity({
  name: 'Concert',
  tableName: 'concert',
  properties: { id: p.uuid().primary(), holdSeconds: p.integer(), seatsPerUser: p.integer() },
});

export const ConcertDate = defineEntity({
  name: 'ConcertDate',
  tableName: 'concert_date',
  properties: {
    id: p.uuid().primary(),
    concert: () => p.manyToOne(Concert),
    date: p.string().columnType('date'),
    startsAt: p.datetime(),
  },
});

export const Seat = defineEntity({
  name: 'Seat',
  tableName: 'seat',
  properties: { dateId: p.uuid().primary(), number: p.integer().primary(), price: p.integer() },
});

export const QueueToken = defineEntity({
  name: 'QueueToken',
  tableName: 'queue_token',
  properties: {
    id: p.uuid().primary(),
    concertId: p.uuid(),
    userId: p.uuid(),
    status: p.string(),
    expiresAt: p.datetime(),
  },
});

export const Reservation = defineEntity({
  name: 'Reservation',
  tableName: 'reservation',
  properties: {
    id: p.uuid().primary(),
    concertId: p.uuid(),
    dateId: p.uuid(),
    date: p.string().columnType('date'),
    userId: p.uuid(),
    tokenId: p.uuid(),
    seatNumbers: p.array((number) => Number(number)).columnType('int[]'),
    amount: p.bigint('number'),
    status: p.string(),
    heldAt: p.datetime(),
    expiresAt: p.datetime(),
    endedAt: p.datetime().nullable(),
  },
});
export type Reservation = InferEntity<typeof Reservation>;

export const ReservedSeat = defineEntity({
  name: 'ReservedSeat',
  tableName: 'reserved_seat',
  properties: {
    reservation: () => p.manyToOne(Reservation).primary(),
    seatNumber: p.integer().primary(),
    dateId: p.uuid(),
    price: p.integer(),
    status: p.string(),
  },
});

export const Request = defineEntity({
  name: 'Request',
  tableName: 'request',
  properties: {
    id: p.uuid().primary(),
    lane: p.string(),
    userId: p.uuid(),
    payload: p.json<{ tokenId: string; date: string; seatNumbers: number[] }>(),
    status: p.string(),
    outcome: p.json<object>().nullable(),
    settledAt: p.datetime().nullable(),
  },
});
export type Request = InferEntity<typeof Request>;

export const entities = [Concert, ConcertDate, Seat, QueueToken, Reservation, ReservedSeat, Request];
