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
    waitingSeconds: p.integer(),
    /** `browse`: dates and seats are for those inside; `booking`: only reserving and paying are. */
    protects: p.enum(['browse', 'booking'] as const),
    paused: p.boolean(),
    /** The number given to the one who joined last. */
    lastNumber: p.bigint('number'),
    /** How many wait: kept here, so that a rank costs no counting. */
    waiting: p.integer(),
    /** Grows with every change of the line, so that a copy of it knows whether it is the latest. */
    lineVersion: p.bigint('number'),
    admittedTotal: p.bigint('number'),
    expiredTotal: p.bigint('number'),
    leftTotal: p.bigint('number'),
  },
});
export type WaitingRoom = InferEntity<typeof WaitingRoom>;
