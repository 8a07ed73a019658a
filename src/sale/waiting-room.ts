import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

/** The door of one concert. Its row is locked while the admission lane decides. */
export const WaitingRoom = defineEntity({
  name: 'WaitingRoom',
  tableName: 'waiting_room',
  properties: {
    concertId: p.uuid().primary(),
    /** How many may be inside at once. */
    capacity: p.integer(),
    /** How many may come in within any sixty seconds; null: as many as there is room for. */
    admitPerMinute: p.integer().nullable(),
    activeSeconds: p.integer(),
    /** How long a place in line is kept for somebody who is not there. */
    waitingSeconds: p.integer(),
    /** How soon whoever is let in out of the line must show up; 0: any time. */
    showUpSeconds: p.integer().default(120),
    /** `browse`: dates and seats are for those inside; `booking`: only reserving and paying are. */
    protects: p.enum(['browse', 'booking'] as const),
    /** Of those who wait when the sale closes: `end`: they are sent away; `finish`: they are still let in. */
    afterClose: p.enum(['end', 'finish'] as const).default('end'),
    paused: p.boolean().default(false),
    /** Since when admission goes on after a pause: nobody's patience ends sooner than anew from then; the database notes it. */
    patienceFrom: p.datetime().nullable(),
    /** The number given to the one who joined last. */
    lastNumber: p.bigint('number').defaultRaw('0'),
    /** How many wait: kept here, so that a rank costs no counting. */
    waiting: p.integer().default(0),
    /** Grows with every change of the line, so that a copy of it knows whether it is the latest. */
    lineVersion: p.bigint('number').defaultRaw('0'),
    admittedTotal: p.bigint('number').defaultRaw('0'),
    expiredTotal: p.bigint('number').defaultRaw('0'),
    leftTotal: p.bigint('number').defaultRaw('0'),
    /** How many were inside when the lane looked last, and when that was. */
    inside: p.integer().default(0),
    lookedAt: p.datetime().defaultRaw('clock_timestamp()'),
    /** Of late, fading: how many visits ended, and how many seconds people were inside in all. */
    visitsEnded: p.float().columnType('double precision').default(0),
    visitsSeconds: p.float().columnType('double precision').default(0),
    /** Since when there is room for so many; the database notes it. */
    capacitySetAt: p.datetime().defaultRaw('clock_timestamp()'),
  },
});
export type WaitingRoom = InferEntity<typeof WaitingRoom>;
