import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { z } from 'zod';
import { LOOKUP_ENTRIES, SEATS_PER_DATE } from '../../config/limits.ts';
import { type Call, route } from '../contract/call.ts';
import { calendarDate, givenId, id, instant, text, wholeNumber } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { literal } from '../database/literal.ts';
import { LIVE_SEAT } from '../sale/reserved-seat.ts';
import { type Entry, entriesOf, type Item, type ItemKind, itemsOf } from './look-up-items.ts';
import { readUsersCalled, usersCalled } from './users-called.ts';

const asked = z.object({
  q: text
    .optional()
    .describe(
      'The id of a user, a reservation, a request, a payment or a queue token, or a part of a user’s name',
    ),
  after: id.optional().describe('The user after whom the page begins, of those who are called so'),
  concertId: id.optional().describe('Of a seat, with `date` and `seat`'),
  date: calendarDate.optional().describe('The date of the seat'),
  seat: wholeNumber(1, SEATS_PER_DATE).optional().describe('The number of the seat'),
});

/** What somebody looked for, as it is now, and all that became of it. */
const lookupAnswer = z
  .object({
    kind: z.enum(['user', 'seat', 'reservation', 'request', 'payment', 'token']),
    found: z.record(z.string(), z.unknown()).describe('The row as it is now, in the names of this API'),
    history: z
      .array(
        z.object({
          at: instant,
          what: z.string().describe('For example `accepted`, `succeeded`, `admitted`, `held`, `paid`'),
          requestId: givenId.optional(),
          correlationId: z.string().optional().describe('The name of the HTTP call in the logs'),
          detail: z.record(z.string(), z.unknown()),
        }),
      )
      .describe('Oldest first, at most 200: the latest'),
    names: z
      .record(z.string(), z.string())
      .describe('What the users and concerts that are named by their ids are called'),
  })
  .meta({ id: 'Lookup' });
export type LookedUp = z.output<typeof lookupAnswer>;

export const getLookup = route({
  path: '/v1/admin/lookup',
  tag: 'Operators',
  summary: 'Look something up, with its whole history',
  notes:
    'Either `q`, or `concertId`, `date` and `seat`. What bears the id is answered with its history; anything else is taken for a part of a name, and answered with a page of `users`, empty when nothing bears the id and nobody the name. The history goes from the HTTP call that was accepted to its outcome and all that came of it, oldest first; `correlationId` finds the call in the logs.',
  credential: 'operator',
  query: asked,
  description: 'What it is now, and what happened; or who is called so',
  answer: z.union([lookupAnswer, usersCalled]),
  examples: {
    answer: {
      kind: 'reservation',
      found: {
        reservationId: '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01',
        userId: 'b2a7e1c4-93d5-4c1f-8e60-5f4a1c7d9b32',
        status: 'HELD',
        seatNumbers: [12, 13],
      },
      history: [
        {
          at: '2027-03-02T11:01:12.469Z',
          what: 'accepted',
          requestId: '0192f0c1-79ff-7b12-a4c0-6d3e1f8a2b57',
          correlationId: '9f6a2d1c-7b1e-4f0a-8c55-2e6d4b9a1f03',
          detail: { kind: 'reserve', lane: 'booking.6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1' },
        },
        {
          at: '2027-03-02T11:01:12.480Z',
          what: 'held',
          detail: { reservationId: '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01', seatNumbers: [12, 13] },
        },
      ],
      names: { 'b2a7e1c4-93d5-4c1f-8e60-5f4a1c7d9b32': 'Ji-woo' },
    },
  },
  refusals: ['SEAT_NOT_FOUND'],
  async handle(call, { orm }: { orm: Orm }) {
    const em = orm.em.fork();
    const { q, after } = call.query;
    if (q === undefined) {
      const seat = await lookUpSeat(em, seatIn(call));
      if (seat === null) throw new Refusal('SEAT_NOT_FOUND');
      return { ...seat, names: await namesIn(em, seat) };
    }
    const asId = id.safeParse(q);
    const found = asId.success ? await lookUp(em, asId.data) : null;
    return found === null
      ? readUsersCalled(em, q, after, call)
      : { ...found, names: await namesIn(em, found) };
  },
});

type Unnamed = Omit<LookedUp, 'names'>;

const IDS = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/g;

/** What those are called who stand there by their ids. */
async function namesIn(em: EntityManager, told: Unnamed): Promise<Record<string, string>> {
  const ids = [...new Set(JSON.stringify(told).match(IDS))];
  const kysely = em.getKysely();
  const rows = await kysely
    .selectFrom('users')
    .select(['id', 'name'])
    .where('id', '=', ({ fn, val }) => fn.any(val(ids)))
    .unionAll(
      kysely
        .selectFrom('concert')
        .select(['id', 'title as name'])
        .where('id', '=', ({ fn, val }) => fn.any(val(ids))),
    )
    .execute();
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

/** The seat asked for. Throws `INVALID_REQUEST` when it is not said which. */
function seatIn({ query, say }: Pick<Call<string, z.output<typeof asked>>, 'query' | 'say'>) {
  const { concertId, date, seat } = query;
  if (concertId !== undefined && date !== undefined && seat !== undefined) {
    return { concertId, date, number: seat };
  }
  const needed = { concertId, date, seat };
  const given = Object.values(needed).some((value) => value !== undefined);
  const missing = given ? Object.entries(needed).find(([, value]) => value === undefined)?.[0] : 'q';
  const faults = [{ pointer: `/${missing}`, detail: say.faults.missing() }];
  throw new Refusal('INVALID_REQUEST', { faults });
}

type OwnKind = Exclude<ItemKind, 'transfer' | 'action'>;

/**
 * What bears this id, with all that has to do with it; null when nothing does. Two things have to do with each other
 * when one of them names the other.
 */
async function lookUp(em: EntityManager, id: string): Promise<Unnamed | null> {
  const user = await readUser(em, id);
  if (user !== null) {
    return { kind: 'user', found: user, history: historyOf(await itemsOf(em, [id])) };
  }
  const owner = await ownerOf(em, id);
  if (owner === null) return null;
  const items = await itemsOf(em, [owner.userId], owner.kind === 'request' ? id : null);
  const item = items.find((one) => one.kind === owner.kind && one.id === id);
  if (item === undefined) return null;
  const related = items.filter((one) => one === item || names(one, item) || names(item, one));
  return { kind: owner.kind, found: item.found, history: historyOf(related) };
}

/** A seat, with every reservation that it was ever part of; null when there is no such seat. */
async function lookUpSeat(
  em: EntityManager,
  seat: { concertId: string; date: string; number: number },
): Promise<Unnamed | null> {
  const row = await em
    .getKysely()
    .selectFrom('concert_date')
    .innerJoin('seat', 'seat.date_id', 'concert_date.id')
    .leftJoin('reserved_seat as live', (join) =>
      join
        .onRef('live.date_id', '=', 'seat.date_id')
        .onRef('live.seat_number', '=', 'seat.number')
        .on('live.status', 'in', LIVE_SEAT),
    )
    .select(({ ref, fn, selectFrom }) => [
      'concert_id as concertId',
      'date',
      'number',
      'section',
      'row',
      'seat.name',
      'seat.price',
      fn.coalesce(ref('live.status'), literal('AVAILABLE')).as('status'),
      jsonArrayFrom(
        selectFrom('reserved_seat as taken')
          .innerJoin('reservation', 'reservation.id', 'taken.reservation_id')
          .select(['reservation.id', 'reservation.user_id as userId'])
          .whereRef('taken.date_id', '=', 'seat.date_id')
          .whereRef('taken.seat_number', '=', 'seat.number')
          .orderBy('reservation.id', 'desc')
          .limit(LOOKUP_ENTRIES),
      ).as('reservations'),
    ])
    .where('concert_id', '=', seat.concertId)
    .where('date', '=', seat.date)
    .where('number', '=', seat.number)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { reservations, ...found } = row;
  const items = await itemsOf(em, [...new Set(reservations.map(({ userId }) => userId))]);
  const taken = new Set(reservations.map(({ id }) => id));
  const mine = items.filter(({ kind, id }) => kind === 'reservation' && taken.has(id));
  const payments = new Set(mine.map((one) => one.found.paymentId));
  const related = items.filter(
    (one) =>
      mine.includes(one) ||
      (one.kind === 'payment' && payments.has(one.id)) ||
      ((one.kind === 'request' || one.kind === 'action') &&
        mine.some((reservation) => names(one, reservation))),
  );
  return { kind: 'seat', found, history: historyOf(related) };
}

const names = (one: Item, other: Item): boolean => one.text.includes(other.id);

const historyOf = (items: readonly Item[]): Entry[] =>
  items
    .flatMap(entriesOf)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .slice(-LOOKUP_ENTRIES);

async function readUser(em: EntityManager, id: string): Promise<Record<string, unknown> | null> {
  const user = await em
    .getKysely()
    .selectFrom('users')
    .innerJoin('account', 'account.id', 'users.id')
    .select(({ ref }) => ['users.id as userId', 'name', iso(ref('created_at')).as('createdAt'), 'balance'])
    .where('users.id', '=', id)
    .executeTakeFirst();
  return user ?? null;
}

/** What kind of thing bears the id, and whose it is. */
async function ownerOf(em: EntityManager, id: string): Promise<{ kind: OwnKind; userId: string } | null> {
  const kysely = em.getKysely();
  const bearing = (kind: OwnKind, table: 'reservation' | 'payment' | 'queue_token') =>
    kysely
      .selectFrom(table)
      .select([literal(kind).as('kind'), 'user_id as userId'])
      .where('id', '=', id);
  const owner = await kysely
    .selectFrom('request')
    .select([
      literal<OwnKind>('request').as('kind'),
      sql<string>`coalesce((payload ->> 'userId')::uuid, user_id)`.as('userId'),
    ])
    .where('id', '=', id)
    .unionAll(bearing('reservation', 'reservation'))
    .unionAll(bearing('payment', 'payment'))
    .unionAll(bearing('token', 'queue_token'))
    .executeTakeFirst();
  return owner ?? null;
}
