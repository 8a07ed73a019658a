import { expect, test } from '@jest/globals';
import { holdRunsOut, tokenRunsOut } from '../infrastructure/in-time.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const PRICE = 50_000;

const onSale = useOnSale();

const stats = async (concertId: string) =>
  (await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`)).body;

/** The figures of people and seats, without the lanes. */
async function figures(concertId: string) {
  const { lanes: _lanes, ...rest } = await stats(concertId);
  return rest;
}

test('a concert that nobody has come to yet has nothing but free seats and idle lanes', async () => {
  const concertId = await onSale.concert({
    dates: [
      { date: DATE, seats: 30, price: PRICE },
      { date: '2099-12-25', seatMap: [{ section: 'A', rows: 4, seatsPerRow: 5, price: PRICE }] },
    ],
  });

  expect(await stats(concertId)).toEqual({
    waiting: 0,
    active: 0,
    admittedTotal: 0,
    expiredTotal: 0,
    leftTotal: 0,
    held: 0,
    sold: 0,
    available: 50,
    revenue: 0,
    lanes: [
      { name: 'admission', waiting: 0, active: 0, failed: 0, perSecond: 0 },
      { name: 'booking', waiting: 0, active: 0, failed: 0, perSecond: 0 },
    ],
  });
});

test('the figures follow a sale from the door to the sold seat', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 2 } });
  const [first, second, third, fourth, fifth] = await onSale.fans(5, { balance: 3 * PRICE });
  if (!first || !second || !third || !fourth || !fifth) throw new Error('no fans');
  const story = { waiting: 0, active: 0, admittedTotal: 0, expiredTotal: 0, leftTotal: 0 };
  const seats = { held: 0, sold: 0, available: 50, revenue: 0 };

  for (const fan of [first, second, third, fourth, fifth]) await fan.join(concertId);
  Object.assign(story, { waiting: 3, active: 2, admittedTotal: 2 });
  expect(await figures(concertId)).toEqual({ ...story, ...seats });

  const held = await first.reserve(concertId, DATE, [1, 2]);
  await second.reserve(concertId, DATE, 3);
  Object.assign(seats, { held: 3, available: 47 });
  expect(await figures(concertId)).toEqual({ ...story, ...seats });

  // The payment lets the third in.
  await first.pay(concertId, held.body.reservationId);
  Object.assign(seats, { held: 1, sold: 2, revenue: 2 * PRICE });
  Object.assign(story, { waiting: 2, admittedTotal: 3 });
  await until(async () => (await stats(concertId)).admittedTotal === 3);
  expect(await figures(concertId)).toEqual({ ...story, ...seats });

  // Who leaves gives up what is held, and lets the fourth in.
  await second.leave(concertId);
  Object.assign(seats, { held: 0, available: 48 });
  Object.assign(story, { waiting: 1, admittedTotal: 4, leftTotal: 1 });
  expect(await figures(concertId)).toEqual({ ...story, ...seats });

  // So does who stays too long, for the fifth.
  await third.reserve(concertId, DATE, 4);
  await tokenRunsOut(onSale, concertId, third.userId);
  Object.assign(story, { waiting: 0, admittedTotal: 5, expiredTotal: 1 });
  await until(async () => (await stats(concertId)).admittedTotal === 5);
  expect(await figures(concertId)).toEqual({ ...story, ...seats });
});

test('a hold that ran out is no longer held', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const held = await fan.reserve(concertId, DATE, [1, 2]);
  expect(await stats(concertId)).toMatchObject({ held: 2, available: 48 });

  await holdRunsOut(onSale, held.body.reservationId);

  await until(async () => (await stats(concertId)).available === 50, { ms: 4_000 });
  expect(await stats(concertId)).toMatchObject({ held: 0, sold: 0 });
});

test('a token that waits in vain counts as expired, and one that gives up the line as left', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  await inside(onSale, concertId);
  const [patient, hasty] = await onSale.fans(2);
  if (!patient || !hasty) throw new Error('no fans');
  await patient.join(concertId);
  await hasty.join(concertId);

  await hasty.leave(concertId);
  await tokenRunsOut(onSale, concertId, patient.userId);
  await until(async () => (await stats(concertId)).expiredTotal === 1);

  expect(await stats(concertId)).toMatchObject({
    waiting: 0,
    active: 1,
    admittedTotal: 1,
    expiredTotal: 1,
    leftTotal: 1,
  });
});

test('figures are of one concert: what happens in another does not show', async () => {
  const [one, other] = [await onSale.concert(), await onSale.concert()];
  const fan = await inside(onSale, one, { balance: PRICE });
  await fan.pay(one, (await fan.reserve(one, DATE, 1)).body.reservationId);

  expect(await stats(one)).toMatchObject({ sold: 1, revenue: PRICE, admittedTotal: 1 });
  expect(await stats(other)).toMatchObject({ sold: 0, revenue: 0, admittedTotal: 0, available: 50 });
});

test('the lanes say how many requests a second they decide, each lane its own', async () => {
  const concertId = await onSale.concert();
  const fans = await onSale.admitted(concertId, 20);
  await Promise.all(fans.slice(0, 10).map((fan, index) => fan.reserve(concertId, DATE, index + 1)));

  const { lanes } = await stats(concertId);
  const [admission, booking] = lanes;

  expect([admission.name, booking.name]).toEqual(['admission', 'booking']);
  expect(booking.perSecond).toBeGreaterThan(0);
  expect(admission.perSecond).toBeGreaterThan(booking.perSecond);
});

test('requests that nobody has decided yet are seen waiting in their lane', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const [worker] = onSale.workers;
  if (worker === undefined) throw new Error('no worker runs');
  await onSale.stop(worker);

  try {
    for (const seat of [1, 2, 3]) {
      expect((await fan.reserve(concertId, DATE, seat, { prefer: '' })).status).toBe(202);
    }
    const { lanes, held } = await stats(concertId);
    expect(held).toBe(0);
    expect(lanes).toMatchObject([
      { name: 'admission', waiting: 0 },
      { name: 'booking', waiting: 3 },
    ]);
  } finally {
    await onSale.addWorkers();
  }

  await until(async () => (await stats(concertId)).held === 3);
  expect((await stats(concertId)).lanes[1].waiting).toBe(0);
});
