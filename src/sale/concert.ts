import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

/** What is sold, when, and how. Its waiting room keeps the door. */
export const Concert = defineEntity({
  name: 'Concert',
  tableName: 'concert',
  properties: {
    id: p.uuid().primary(),
    title: p.text(),
    venue: p.text().nullable(),
    /** IANA name; the venue's, in which a date is a date. */
    timeZone: p.text(),
    saleOpensAt: p.datetime().nullable(),
    saleClosesAt: p.datetime().nullable(),
    holdSeconds: p.integer(),
    /** How many seats one person may hold or own in this concert. */
    seatsPerUser: p.integer(),
    /** Nobody but operators sees it. */
    draft: p.boolean().default(false),
    /** Put away: in no list, and nobody joins. */
    archived: p.boolean().default(false),
    /** Grows with every change by an operator. */
    revision: p.integer().default(1),
    /** How many holds one visit may make, whatever became of them. */
    holdsPerVisit: p.integer().default(10),
    /** By how much a hold may be made longer, once; 0 for not at all. */
    holdExtensionSeconds: p.integer().default(60),
    createdAt: p.datetime().defaultRaw('clock_timestamp()'),
  },
});
export type Concert = InferEntity<typeof Concert>;
