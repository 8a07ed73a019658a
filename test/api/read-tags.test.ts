import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Answer } from '../infrastructure/call.ts';
import { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ apis: 2 });

const seatsPath = (concertId: string) => `/v1/concerts/${concertId}/dates/${DATE}/seats`;
const datesPath = (concertId: string) => `/v1/concerts/${concertId}/dates`;

const tagOf = (answer: Answer): string => {
  expect(answer.status).toBe(200);
  return answer.headers.get('etag') ?? '';
};

const ask = (fan: Fan, path: string, headers: Record<string, string>) =>
  fan.call('GET', path, undefined, headers);

/** The seats as the tables have them, in the contract's words. */
const seatsInTheTables = (concertId: string) =>
  onSale.sql(sql<{ number: number; status: string; price: number }>`
    select seat.number, coalesce(reserved.status, 'AVAILABLE') as status, seat.price
    from seat join concert_date on concert_date.id = seat.date_id
    left join reserved_seat reserved on reserved.date_id = seat.date_id
      and reserved.seat_number = seat.number and reserved.status in ('HELD', 'SOLD')
    where concert_id = ${concertId} order by seat.number`);

describe.each([
  ['seats', seatsPath],
  ['dates', datesPath],
])('the answer about %s', (_what, pathOf) => {
  test('is not sent again to whoever has it, in either process', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    const elsewhere = new Fan(() => `http://127.0.0.1:${onSale.apis[1]?.port}`, fan.userId);
    elsewhere.token = fan.token;
    const first = await fan.call('GET', pathOf(concertId));
    const tag = tagOf(first);
    expect(tag).toMatch(/^W\/"[\w-]+"$/);
    for (const reader of [fan, elsewhere]) {
      const again = await ask(reader, pathOf(concertId), { 'if-none-match': `"another", ${tag}` });
      expect(again.status).toBe(304);
      expect(again.body).toBe('');
      expect(again.headers.get('etag')).toBe(tag);
      expect(again.headers.get('content-type')).toBeNull();
    }
    expect((await ask(fan, pathOf(concertId), { 'if-none-match': '"another"' })).body).toEqual(first.body);
  });

  test('is kept by nobody but its reader, who asks every time', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    const first = await fan.call('GET', pathOf(concertId));
    const again = await ask(fan, pathOf(concertId), { 'if-none-match': tagOf(first) });
    for (const { headers } of [first, again]) {
      expect(headers.get('cache-control')).toBe('private, no-cache');
      expect(headers.get('vary')).toMatch(/Accept-Language/i);
      expect(headers.get('access-control-expose-headers')).toMatch(/ETag/);
    }
  });

  test('does not tell somebody outside that their tag is right', async () => {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
    const fan = await inside(onSale, concertId);
    const outside = await onSale.fan();
    await outside.join(concertId);
    const headers = { 'if-none-match': tagOf(await fan.call('GET', pathOf(concertId))) };
    expectRefused(await ask(outside, pathOf(concertId), headers), 'NOT_ADMITTED');
    await fan.leave(concertId);
    await until(async () => (await ask(fan, pathOf(concertId), headers)).status === 401);
    expectRefused(await ask(fan, pathOf(concertId), headers), 'INVALID_TOKEN');
  });

  test('has another tag when it is another, and the old one when it is as before', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    const before = tagOf(await fan.call('GET', pathOf(concertId)));
    const held = await fan.reserve(concertId, DATE, 7);
    const changed = await until(async () => {
      const answer = await ask(fan, pathOf(concertId), { 'if-none-match': before });
      return answer.status === 200 ? answer : null;
    });
    expect(tagOf(changed)).not.toBe(before);
    await fan.release(concertId, held.body.reservationId);
    await until(async () => (await ask(fan, pathOf(concertId), { 'if-none-match': before })).status === 304);
  });
});

describe('the map of a date', () => {
  test('shows an own hold as soon as its outcome is told', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    for (let seat = 1; seat <= 4; seat += 1) {
      expect((await fan.seats(concertId, DATE)).body.seats[seat - 1].status).toBe('AVAILABLE');
      expect((await fan.reserve(concertId, DATE, seat)).status).toBe(201);
      expect((await fan.seats(concertId, DATE)).body.seats[seat - 1].status).toBe('HELD');
    }
  });

  test('is the tables’ in every part of a large hall, however its seats change', async () => {
    const concertId = await onSale.concert({
      seatsPerUser: 1_000,
      dates: [{ date: DATE, price: 1_000, seats: 2_600 }],
    });
    const payer = await inside(onSale, concertId, { balance: 1_000_000 });
    const fan = await inside(onSale, concertId);
    const check = async () => {
      const { body } = await fan.seats(concertId, DATE);
      const seats = await seatsInTheTables(concertId);
      expect(body.seats).toEqual(seats);
      expect(body.available).toBe(seats.filter(({ status }) => status === 'AVAILABLE').length);
    };
    await check();
    const first = await fan.reserve(concertId, DATE, [1, 500, 501, 1_000, 2_600]);
    await check();
    const bought = await payer.reserve(concertId, DATE, [499, 502, 2_599]);
    await check();
    await fan.release(concertId, first.body.reservationId);
    await check();
    await fan.reserve(concertId, DATE, [503, 1_500]);
    expect((await payer.pay(concertId, bought.body.reservationId)).status).toBe(201);
    await check();
  });

  test('has a tag for each language in which it says that it is sold out', async () => {
    const concertId = await onSale.concert({ dates: [{ date: DATE, price: 1_000, seats: 2 }] });
    const fan = await inside(onSale, concertId);
    const path = seatsPath(concertId);
    const [korean, english] = [{ 'accept-language': 'ko' }, { 'accept-language': 'en' }];
    const free = tagOf(await ask(fan, path, korean));
    expect(tagOf(await ask(fan, path, english))).toBe(free);
    await fan.reserve(concertId, DATE, [1, 2]);
    const inKorean = await ask(fan, path, korean);
    const inEnglish = await ask(fan, path, { ...english, 'if-none-match': tagOf(inKorean) });
    expect(inKorean.body.message).toBe('모든 좌석이 이미 예약되었습니다');
    expect(tagOf(inEnglish)).not.toBe(tagOf(inKorean));
    expect(inEnglish.headers.get('content-language')).toBe('en');
    expect(inEnglish.body.message).not.toBe(inKorean.body.message);
    expect((await ask(fan, path, { ...korean, 'if-none-match': tagOf(inKorean) })).status).toBe(304);
  });

  test('shows also what nobody told: seats, prices, and a date that is there now or is gone', async () => {
    const concertId = await onSale.concert({
      dates: [{ date: DATE, seatMap: [{ section: '가', rows: 2, seatsPerRow: 2, price: 9_000 }] }],
    });
    const fan = await inside(onSale, concertId);
    const seats = async () => (await fan.seats(concertId, DATE)).body.seats;
    expect(await seats()).toMatchObject([{ section: '가', row: '1', price: 9_000 }, {}, {}, {}]);
    const ofTheConcert = sql`date_id in (select id from concert_date where concert_id = ${concertId})`;
    await onSale.sql(sql`update seat set price = 1, section = '나' where number = 3 and ${ofTheConcert}`);
    await until(async () => (await seats())[2].section === '나');
    expect((await seats())[2]).toEqual({
      number: 3,
      status: 'AVAILABLE',
      price: 1,
      section: '나',
      row: '2',
      name: '1',
    });
    await onSale.sql(sql`delete from seat where number = 4 and ${ofTheConcert}`);
    await until(async () => (await seats()).length === 3);
    await onSale.sql(sql`delete from seat where ${ofTheConcert}`);
    await until(async () => (await fan.seats(concertId, DATE)).status === 404);
    await onSale.sql(sql`insert into seat (date_id, number, price)
      select id, 1, 5 from concert_date where concert_id = ${concertId}`);
    await until(async () => (await fan.seats(concertId, DATE)).status === 200);
    expect(await seats()).toEqual([{ number: 1, status: 'AVAILABLE', price: 5 }]);
    // The hand that changed the seats counts them as well, or the audit would find it.
    await onSale.sql(sql`update concert_date set seats_total = 1 where concert_id = ${concertId}`);
  });
});
