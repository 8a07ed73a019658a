import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Answer, call } from '../infrastructure/call.ts';
import { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { manyConcerts } from '../infrastructure/many-concerts.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/** A quarter of a second, with room for a busy machine. */
const BEHIND = { ms: 1_000 };

const onSale = useOnSale({ apis: 2 });

/** Every page from the first to the last, by the paths that the pages themselves name. */
async function pagesOf(path: string, get: (path: string) => Promise<Answer>): Promise<Answer['body'][]> {
  const pages: Answer['body'][] = [];
  for (let next: string | null = path; next !== null; next = pages.at(-1)?.next) {
    const { status, body } = await get(next);
    expect(status).toBe(200);
    expect(body.next === null || body.next.startsWith(path)).toBe(true);
    pages.push(body);
    expect(pages.length).toBeLessThan(20);
  }
  return pages;
}

describe('the concerts', () => {
  const open = (path: string) => call(onSale.url, 'GET', path);

  test('come page by page, each once, to an end', async () => {
    const made = await manyConcerts(onSale, 105);
    const pages = await pagesOf('/v1/concerts', open);
    expect(pages.length).toBeGreaterThan(1);
    const listed = pages.flatMap(({ concerts }) =>
      concerts.map(({ concertId }: { concertId: string }) => concertId),
    );
    expect(new Set(listed).size).toBe(listed.length);
    expect(made.filter((concertId) => !listed.includes(concertId))).toEqual([]);
  });

  test('lose none and show none twice when others are made between two pages', async () => {
    await manyConcerts(onSale, 55);
    const before = (await pagesOf('/v1/concerts', open)).flatMap(({ concerts }) => concerts);
    const meanwhile = await pagesOf('/v1/concerts', async (path) => {
      const page = await open(path);
      await onSale.concert();
      return page;
    });
    const listed = meanwhile.flatMap(({ concerts }) =>
      concerts.map(({ concertId }: { concertId: string }) => concertId),
    );
    expect(new Set(listed).size).toBe(listed.length);
    expect(before.filter(({ concertId }) => !listed.includes(concertId))).toEqual([]);
  });

  test('tell what is sold, when, and how full the waiting room is', async () => {
    const concertId = await onSale.concert({
      title: 'Winter',
      venue: 'Olympic Hall',
      saleOpensAt: '2026-01-01T09:00:00+09:00',
      saleClosesAt: '2099-01-01T00:00:00Z',
      waitingRoom: { capacity: 1 },
    });
    await onSale.admitted(concertId, 3);
    const told = {
      concertId,
      title: 'Winter',
      venue: 'Olympic Hall',
      saleOpensAt: '2026-01-01T00:00:00.000Z',
      saleClosesAt: '2099-01-01T00:00:00.000Z',
      waitingRoom: { capacity: 1, waiting: 2, active: 1, protects: 'browse', paused: false },
    };
    // Whoever has joined has had the concert read: it may be shown for as long as a list may be old.
    await until(async () => (await open(`/v1/concerts/${concertId}`)).body.waitingRoom.waiting === 2);
    expect((await open(`/v1/concerts/${concertId}`)).body).toMatchObject(told);
    const listed = (await pagesOf('/v1/concerts', open)).flatMap(({ concerts }) => concerts);
    expect(listed.find((concert) => concert.concertId === concertId)).toMatchObject(told);
  });
});

test('one’s reservations come page by page, newest first, each once', async () => {
  const concertId = await onSale.concert({
    seatsPerUser: 110,
    holdsPerVisit: 110,
    dates: [{ date: DATE, price: 1_000, seats: 110 }],
  });
  const fan = await inside(onSale, concertId);
  for (let seat = 1; seat <= 110; seat += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, next) => fan.reserve(concertId, DATE, seat + next)));
  }
  const pages = await pagesOf('/v1/reservations', (path) => fan.call('GET', path));
  expect(pages.length).toBeGreaterThan(1);
  const listed = pages.flatMap(({ reservations }) => reservations);
  expect(new Set(listed.map(({ reservationId }) => reservationId)).size).toBe(110);
  expect(listed).toHaveLength(110);
  const heldAt = listed.map((reservation) => reservation.heldAt);
  expect(heldAt).toEqual(heldAt.toSorted().reverse());
  expect(listed[0]).toEqual((await fan.call('GET', `/v1/reservations/${listed[0].reservationId}`)).body);
});

test('the wallet’s entries come newest first, each says what was left, and they add up to the balance', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 60_000 });
  const held = await fan.reserve(concertId, DATE, 1);
  await fan.pay(concertId, held.body.reservationId);
  for (let rest = 104; rest > 0; rest -= 8)
    await Promise.all(Array.from({ length: 8 }, () => fan.charge(rest)));
  const pages = await pagesOf('/v1/wallet/entries', (path) => fan.asUser('GET', path));
  expect(pages.length).toBeGreaterThan(1);
  const entries = pages.flatMap((page) => page.entries);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(106);
  expect(entries).toHaveLength(106);
  expect(entries.slice(-2)).toMatchObject([
    { kind: 'payment', amount: -50_000, balanceAfter: 10_000 },
    { kind: 'charge', amount: 60_000, balanceAfter: 60_000 },
  ]);
  expect(entries[0].balanceAfter).toBe((await fan.wallet()).body.balance);
  for (const [index, { amount, balanceAfter, at }] of entries.entries()) {
    expect(balanceAfter - amount).toBe(entries[index + 1]?.balanceAfter ?? 0);
    expect(new Date(at).toISOString()).toBe(at);
  }
});

test('a list that is empty has no next', async () => {
  const fan = await onSale.fan();
  expect((await fan.asUser('GET', '/v1/reservations')).body).toEqual({ reservations: [], next: null });
  expect((await fan.asUser('GET', '/v1/wallet/entries')).body).toEqual({ entries: [], next: null });
});

describe('the dates', () => {
  const PAST = '2001-01-01';
  const dates = [
    { date: '2099-12-25', price: 70_000, seats: 2 },
    { date: PAST, price: 1_000 },
    { date: DATE, price: 50_000, seats: 1 },
  ];

  test('are those to come, in their order, with what is left of them', async () => {
    const concertId = await onSale.concert({ dates });
    const fan = await inside(onSale, concertId, { balance: 200_000 });
    const early = {
      date: DATE,
      startsAt: '2099-12-24T10:00:00.000Z',
      seatsTotal: 1,
      seatsAvailable: 1,
      priceFrom: 50_000,
    };
    const late = {
      date: '2099-12-25',
      startsAt: '2099-12-25T10:00:00.000Z',
      seatsTotal: 2,
      seatsAvailable: 2,
      priceFrom: 70_000,
    };
    expect((await fan.dates(concertId)).body.dates).toEqual([early, late]);
    const held = await fan.reserve(concertId, DATE, 1);
    await until(async () => (await fan.dates(concertId)).body.dates[0].seatsAvailable === 0, BEHIND);
    expect((await fan.dates(concertId)).body.dates).toMatchObject([{ date: DATE }, { date: '2099-12-25' }]);
    await fan.pay(concertId, held.body.reservationId);
    await fan.join(concertId);
    await until(async () => (await fan.dates(concertId)).body.dates.length === 1, BEHIND);
    expect((await fan.dates(concertId)).body.dates).toEqual([late]);
  });

  test('are none when all are past or sold', async () => {
    const concertId = await onSale.concert({
      dates: [
        { date: DATE, price: 1_000, seats: 2 },
        { date: PAST, price: 1_000 },
      ],
    });
    const fan = await inside(onSale, concertId, { balance: 2_000 });
    const other = await inside(onSale, concertId);
    const held = await fan.reserve(concertId, DATE, [1, 2]);
    await fan.pay(concertId, held.body.reservationId);
    const none = await until(async () => {
      const answer = await other.dates(concertId);
      return answer.status === 404 ? answer : null;
    }, BEHIND);
    expectRefused(none, 'NO_AVAILABLE_DATES');
    expect((await other.seats(concertId, DATE)).body).toMatchObject({
      available: 0,
      seats: [{ status: 'SOLD' }, { status: 'SOLD' }],
    });
  });

  test('leave out one whose evening has begun', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    expect((await fan.dates(concertId)).body.dates).toHaveLength(1);
    await onSale.sql(
      sql`update concert_date set starts_at = clock_timestamp() where concert_id = ${concertId}`,
    );
    await until(async () => (await fan.dates(concertId)).body.code === 'NO_AVAILABLE_DATES', BEHIND);
    expectRefused(await fan.reserve(concertId, DATE, 1), 'SEATS_NOT_FOUND');
  });
});

describe('dates and seats', () => {
  const paths = (concertId: string) => [
    `/v1/concerts/${concertId}/dates`,
    `/v1/concerts/${concertId}/dates/${DATE}/seats`,
  ];

  test('are for those inside where the door protects browsing', async () => {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
    const [first, second] = [await inside(onSale, concertId), await onSale.fan()];
    await second.join(concertId);
    for (const path of paths(concertId)) {
      expect((await first.call('GET', path)).status).toBe(200);
      expectRefused(await second.call('GET', path), 'NOT_ADMITTED');
      expectRefused(await second.asUser('GET', path), 'FORBIDDEN');
      expectRefused(await call(onSale.url, 'GET', path), 'UNAUTHENTICATED');
    }
    await first.leave(concertId);
    await until(async () => (await second.place(concertId)).body.status === 'ACTIVE');
    for (const path of paths(concertId)) expect((await second.call('GET', path)).status).toBe(200);
  });

  test('are open to all where the door protects booking alone, and booking is not', async () => {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 1, protects: 'booking' } });
    const [first, second] = [await inside(onSale, concertId), await onSale.fan()];
    await second.join(concertId);
    for (const path of paths(concertId)) {
      const asked = [
        call(onSale.url, 'GET', path),
        first.call('GET', path),
        second.call('GET', path),
        second.asUser('GET', path),
      ];
      for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200);
    }
    expectRefused(await second.reserve(concertId, DATE, 1), 'NOT_ADMITTED');
    expectRefused(
      await second.asUser('POST', `/v1/concerts/${concertId}/reservations`, { date: DATE, seatNumber: 1 }),
      'FORBIDDEN',
    );
  });
});

describe('a list is at most a moment behind', () => {
  test('in every process, when a lane has changed it', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    const elsewhere = new Fan(() => `http://127.0.0.1:${onSale.apis[1]?.port}`, fan.userId);
    elsewhere.token = fan.token;
    for (let seat = 1; seat <= 4; seat += 1) {
      // Both have just read it, so both remember it.
      await Promise.all([
        fan.seats(concertId, DATE),
        elsewhere.seats(concertId, DATE),
        elsewhere.dates(concertId),
      ]);
      await fan.reserve(concertId, DATE, seat);
      for (const reader of [fan, elsewhere]) {
        await until(
          async () => (await reader.seats(concertId, DATE)).body.seats[seat - 1].status === 'HELD',
          BEHIND,
        );
        await until(
          async () => (await reader.dates(concertId)).body.dates[0].seatsAvailable === 50 - seat,
          BEHIND,
        );
      }
    }
  });

  test('also when nobody told that something changed', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    await Promise.all([
      fan.seats(concertId, DATE),
      fan.dates(concertId),
      fan.call('GET', `/v1/concerts/${concertId}`),
    ]);
    await onSale.sql(
      sql`update seat set price = 1 where date_id in (select id from concert_date where concert_id = ${concertId})`,
    );
    await onSale.sql(sql`update concert set title = 'Renamed' where id = ${concertId}`);
    await Promise.all([
      until(async () => (await fan.seats(concertId, DATE)).body.seats[0].price === 1, BEHIND),
      until(async () => (await fan.dates(concertId)).body.dates[0].priceFrom === 1, BEHIND),
      until(
        async () => (await fan.call('GET', `/v1/concerts/${concertId}`)).body.title === 'Renamed',
        BEHIND,
      ),
    ]);
  });
});
