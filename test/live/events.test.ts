import { afterEach, describe, expect, test } from '@jest/globals';
import { SEATS_PUSH_INTERVAL_MS } from '../../config/limits.ts';
import { connect, type Ear, type Fan } from '../infrastructure/fan.ts';
import { holdRunsOut, tokenRunsOut } from '../infrastructure/in-time.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

const ears: Ear[] = [];
afterEach(() => {
  for (const ear of ears.splice(0)) ear.close();
});

/** One socket of the user in each language, ready to hear of the concert that they are inside of. */
async function bothLanguages(fan: Fan): Promise<Record<'ko' | 'en', Ear>> {
  const open = async (locale: string) => {
    const ear = await connect(onSale.url, { userId: fan.userId, locale });
    ears.push(ear);
    if (fan.token !== '') await ear.hears('queue');
    return ear;
  };
  return { ko: await open('ko'), en: await open('en') };
}

/** The request as it is read afterwards, in one language. */
const read = async (fan: Fan, requestId: string, language: string) =>
  (await fan.asUser('GET', `/v1/requests/${requestId}`, undefined, { 'accept-language': language })).body;

/** What both sockets are told of a request; each must say what can be read in its language. */
async function told(fan: Fan, on: Record<'ko' | 'en', Ear>, kind: string) {
  const [ko, en] = await Promise.all(
    [on.ko, on.en].map((ear) => ear.hears('request', (one) => one.kind === kind)),
  );
  expect(ko).toEqual(await read(fan, ko.requestId, 'ko'));
  expect(en).toEqual(await read(fan, en.requestId, 'en'));
  expect(en.requestId).toBe(ko.requestId);
  return { ko, en };
}

describe('request', () => {
  test('tells every kind of success as it can be read, each socket in its language', async () => {
    const concertId = await onSale.concert();
    const fan = await onSale.fan({ balance: 100_000 });
    const on = await bothLanguages(fan);
    const now = { prefer: '' };

    await fan.join(concertId);
    const joined = await told(fan, on, 'issue-token');
    expect(joined.en).toEqual({
      requestId: expect.any(String),
      kind: 'issue-token',
      status: 'succeeded',
      result: {
        token: fan.token,
        status: 'ACTIVE',
        number: 1,
        rank: 0,
        ahead: 0,
        estimatedWaitSeconds: 0,
        estimatedWait: null,
        expiresAt: expect.any(String),
        message: 'It is your turn',
      },
    });

    await fan.reserve(concertId, DATE, [4, 5], now);
    const reserved = await told(fan, on, 'reserve');
    const held = { status: 'HELD', date: DATE, seatNumbers: [4, 5], amount: 100_000 };
    expect(reserved.ko.result).toMatchObject({ ...held, message: '임시 예약 성공 - 만료 시간: +5분' });
    expect(reserved.en.result).toMatchObject({ ...held, message: 'Seats held - expires in: +5 min' });

    await fan.release(concertId, reserved.ko.result.reservationId, now);
    const released = await told(fan, on, 'release');
    expect(released.en).toMatchObject({ status: 'succeeded', result: { status: 'RELEASED' } });

    const again = await fan.reserve(concertId, DATE, 6);
    await fan.pay(concertId, again.body.reservationId, now);
    const paid = await told(fan, on, 'pay');
    expect(paid.ko.result).toMatchObject({
      amount: 50_000,
      balance: 50_000,
      status: 'PAID',
      reservation: { status: 'CONFIRMED', message: '예약이 완료되었습니다' },
      token: { status: 'COMPLETED' },
    });

    const next = await inside(onSale, concertId);
    const onNext = await bothLanguages(next);
    await next.leave(concertId, now);
    const left = await told(next, onNext, 'leave-queue');
    expect(left.en.result).toEqual({ status: 'LEFT', message: 'You have left the queue' });
    expect(left.ko.result).toEqual({ status: 'LEFT', message: '대기열 이탈이 완료되었습니다' });
  });

  test('tells a refusal with its problem, each socket in its language', async () => {
    const concertId = await onSale.concert();
    const [fan, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];
    await other.reserve(concertId, DATE, 1);
    const on = await bothLanguages(fan);
    const { requestId } = (await fan.reserve(concertId, DATE, 1, { prefer: '' })).body;
    const { ko, en } = await told(fan, on, 'reserve');
    const problem = {
      type: expect.stringContaining('SEAT_ALREADY_RESERVED'),
      title: expect.any(String),
      status: 409,
      code: 'SEAT_ALREADY_RESERVED',
      requestId,
    };
    expect(ko).toEqual({
      requestId,
      kind: 'reserve',
      status: 'failed',
      problem: { ...problem, detail: '해당 좌석은 이미 예약되었습니다' },
    });
    expect(en).toEqual({
      requestId,
      kind: 'reserve',
      status: 'failed',
      problem: { ...problem, detail: 'The seat is already reserved' },
    });
  });
});

test('hold-expired names the reservation, its date and its seats', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const { reservationId } = (await fan.reserve(concertId, DATE, [8, 3])).body;
  const on = await bothLanguages(fan);
  await holdRunsOut(onSale, reservationId);
  const hold = { reservationId, date: DATE, seatNumbers: expect.arrayContaining([3, 8]) };
  expect(await on.ko.hears('hold-expired')).toEqual({ ...hold, message: '임시 예약이 만료되었습니다' });
  expect(await on.en.hears('hold-expired')).toEqual({ ...hold, message: 'The hold has expired' });
});

describe('token-expired', () => {
  test.each([
    ['inside', false],
    ['still waiting', true],
  ])('tells whoever is %s', async (_where, full) => {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
    if (full) await inside(onSale, concertId);
    const fan = await onSale.fan();
    await fan.join(concertId);
    const on = await bothLanguages(fan);
    await tokenRunsOut(onSale, concertId, fan.userId);
    const ko = await on.ko.hears('token-expired');
    const en = await on.en.hears('token-expired');
    const reason = full ? 'waited-too-long' : 'visit-over';
    expect(ko).toMatchObject({ concertId, reason, message: expect.stringMatching(/[가-힣]/) });
    expect(en).toEqual({ ...ko, message: 'The queue token has expired' });
  });

  test('is not said to those who left or who paid', async () => {
    const concertId = await onSale.concert();
    const [leaving, paying] = [
      await inside(onSale, concertId),
      await inside(onSale, concertId, { balance: 50_000 }),
    ];
    const [left, paid] = [await bothLanguages(leaving), await bothLanguages(paying)];
    await leaving.leave(concertId);
    const held = await paying.reserve(concertId, DATE, 1);
    await paying.pay(concertId, held.body.reservationId);
    await left.en.hears('request', ({ kind }) => kind === 'leave-queue');
    await paid.en.hears('request', ({ kind }) => kind === 'pay');
    expect([...left.en.of('token-expired'), ...paid.en.of('token-expired')]).toEqual([]);
  });
});

test('queue tells the way from the line to the inside, at once when it comes to that', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const first = await inside(onSale, concertId);
  const [second, third] = await onSale.fans(2);
  if (second === undefined || third === undefined) throw new Error('no fans');
  await second.join(concertId);
  await third.join(concertId);
  const { ko: ear } = await bothLanguages(third);
  expect(ear.of('queue')).toEqual([
    {
      concertId,
      status: 'WAITING',
      number: 3,
      rank: 2,
      ahead: 1,
      estimatedWaitSeconds: 1_200,
      estimatedWait: { low: 0, high: 1_200, basis: 'planned' },
    },
  ]);
  await first.leave(concertId);
  const nearer = await ear.hears('queue', ({ rank }) => rank === 1);
  expect(nearer).toMatchObject({ concertId, status: 'WAITING', number: 3, rank: 1, ahead: 0 });
  await second.leave(concertId);
  const admitted = await ear.hears('queue', ({ status }) => status === 'ACTIVE');
  expect(admitted).toEqual({
    concertId,
    status: 'ACTIVE',
    number: 3,
    rank: 0,
    ahead: 0,
    estimatedWaitSeconds: 0,
    estimatedWait: null,
  });
  expect(await third.seats(concertId, DATE)).toMatchObject({ status: 200 });
});

test('seats tells each change of each seat, and nothing but changes', async () => {
  const concertId = await onSale.concert();
  const [fan, buyer] = [
    await inside(onSale, concertId),
    await inside(onSale, concertId, { balance: 200_000 }),
  ];
  const watching = await inside(onSale, concertId);
  const { ko: ear } = await bothLanguages(watching);
  const heard = (count: number) => until(() => (ear.of('seats').length >= count ? ear.of('seats') : null));
  const held = (await fan.reserve(concertId, DATE, [2, 1])).body.reservationId;
  await heard(1);
  await fan.release(concertId, held);
  await heard(2);
  const sold = (await buyer.reserve(concertId, DATE, [2])).body.reservationId;
  await heard(3);
  await buyer.pay(concertId, sold);
  const both = (status: string) =>
    expect.arrayContaining([
      { number: 1, status },
      { number: 2, status },
    ]);
  expect(await heard(4)).toEqual([
    { concertId, date: DATE, changes: both('HELD') },
    { concertId, date: DATE, changes: both('AVAILABLE') },
    { concertId, date: DATE, changes: [{ number: 2, status: 'HELD' }] },
    { concertId, date: DATE, changes: [{ number: 2, status: 'SOLD' }] },
  ]);
  expect((await heard(4)).slice(0, 2).map(({ changes }) => changes.length)).toEqual([2, 2]);
});

test('seats that change one after the other are told together, each as it is in the end', async () => {
  const concertId = await onSale.concert({ seatsPerUser: 50, holdsPerVisit: 50 });
  const fan = await inside(onSale, concertId);
  const watching = await inside(onSale, concertId);
  const { ko: ear } = await bothLanguages(watching);
  const begun = performance.now();
  for (let seat = 1; seat <= 30; seat += 1) {
    const { reservationId } = (await fan.reserve(concertId, DATE, seat)).body;
    // Every other one is given back at once.
    if (seat % 2 === 0) await fan.release(concertId, reservationId);
  }
  const took = performance.now() - begun;
  const { body } = await watching.seats(concertId, DATE);
  const shown = () => {
    const statuses = new Map<number, string>();
    for (const { changes } of ear.of('seats'))
      for (const { number, status } of changes) statuses.set(number, status);
    return statuses;
  };
  const first30 = body.seats.slice(0, 30) as { number: number; status: string }[];
  // Nothing is lost: whoever followed the changes knows what whoever reads the seats is told.
  await until(() => shown().get(29) === 'HELD' && (shown().get(30) ?? 'AVAILABLE') === 'AVAILABLE');
  for (const { number, status } of first30) expect(shown().get(number) ?? 'AVAILABLE').toBe(status);
  // Forty-five commits; one message at once, one for each interval begun since, and the last.
  expect(ear.of('seats').length).toBeLessThanOrEqual(Math.ceil(took / SEATS_PUSH_INTERVAL_MS) + 2);
  expect(ear.of('seats')[0].changes).toEqual([{ number: 1, status: 'HELD' }]);
});

test('seats are told free again when their hold runs out', async () => {
  const concertId = await onSale.concert();
  const [fan, watching] = [await inside(onSale, concertId), await inside(onSale, concertId)];
  const { ko: ear } = await bothLanguages(watching);
  const { reservationId } = (await fan.reserve(concertId, DATE, 30)).body;
  await holdRunsOut(onSale, reservationId);
  const free = await ear.hears('seats', ({ changes }) => changes[0].status === 'AVAILABLE');
  expect(free).toEqual({ concertId, date: DATE, changes: [{ number: 30, status: 'AVAILABLE' }] });
  const { body } = await watching.seats(concertId, DATE);
  expect(body.seats.find((seat: { number: number }) => seat.number === 30)).toMatchObject({
    status: 'AVAILABLE',
  });
});
