import { expect, test } from '@jest/globals';
import type { Ear, Fan } from '../infrastructure/fan.ts';
import { holdRunsOut, tokenRunsOut } from '../infrastructure/in-time.ts';
import { earInside, inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });

interface Held {
  concertId: string;
  fan: Fan;
  reservationId: string;
  ear: Ear;
}

async function holding(): Promise<Held> {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 50_000 });
  const { reservationId } = (await fan.reserve(concertId, DATE, [1, 2])).body;
  return { concertId, fan, reservationId, ear: await earInside(fan, { locale: 'en' }) };
}

const byAnOperator = (reservationId: string, body?: object) =>
  onSale.operator('POST', `/v1/admin/reservations/${reservationId}/release`, body, { prefer: 'wait=10' });

const read = async ({ fan, reservationId }: Held, language = 'en') =>
  (await fan.asUser('GET', `/v1/reservations/${reservationId}`, undefined, { 'accept-language': language }))
    .body;

test.each<[reason: string, message: string, status: string, end: (held: Held) => Promise<unknown>]>([
  [
    'given-back',
    'You gave these seats back',
    'RELEASED',
    ({ fan, concertId, reservationId }) => fan.release(concertId, reservationId),
  ],
  ['ran-out', 'The hold has expired', 'EXPIRED', ({ reservationId }) => holdRunsOut(onSale, reservationId)],
  [
    'left',
    'You left, and these seats were released',
    'RELEASED',
    ({ fan, concertId }) => fan.leave(concertId),
  ],
  [
    'visit-over',
    'Your visit ended, and these seats were released',
    'RELEASED',
    ({ fan, concertId }) => tokenRunsOut(onSale, concertId, fan.userId),
  ],
  [
    'paid-others',
    'You paid for other seats, and these were released',
    'RELEASED',
    async ({ fan, concertId }) =>
      fan.pay(concertId, (await fan.reserve(concertId, DATE, 3)).body.reservationId),
  ],
  [
    'operator',
    'The organiser has released your hold',
    'RELEASED',
    ({ reservationId }) => byAnOperator(reservationId),
  ],
])('a hold that ended as %s says so at once and later', async (reason, message, status, end) => {
  const held = await holding();
  const { reservationId, ear } = held;
  expect(await read(held)).toMatchObject({ status: 'HELD', endReason: null, endNote: null, message: null });

  await end(held);

  const why = { reason, note: null, message };
  expect(await ear.hears('hold-ended')).toEqual({ reservationId, date: DATE, seatNumbers: [1, 2], ...why });
  const told = { endReason: reason, endNote: null, message };
  await until(async () => (await read(held)).endedAt !== null);
  expect(await read(held)).toMatchObject({ reservationId, status, ...told });
  const { body } = await held.fan.asUser('GET', '/v1/reservations', undefined, { 'accept-language': 'en' });
  expect(body.reservations.at(-1)).toMatchObject({ reservationId, status, ...told });
  expect(ear.of('hold-ended')).toHaveLength(1);
  ear.close();
});

test('the fan reads what the operator says about it, and so does whoever looks it up', async () => {
  const held = await holding();
  const { fan, reservationId, ear } = held;
  const otherEar = await earInside(fan);
  const note = '카메라가 이 열에 설치됩니다';

  expect((await byAnOperator(reservationId, { reason: note })).status).toBe(200);

  const message = `The organiser has released your hold: ${note}`;
  expect(await ear.hears('hold-ended')).toMatchObject({ reason: 'operator', note, message });
  expect(await otherEar.hears('hold-ended')).toMatchObject({
    note,
    message: `주최 측에서 임시 예약을 해제했습니다: ${note}`,
  });
  expect(await read(held)).toMatchObject({ endReason: 'operator', endNote: note, message });
  const { body } = await onSale.operator('GET', `/v1/admin/lookup?q=${reservationId}`);
  expect(body.found).toMatchObject({ endReason: 'operator', endNote: note });
  const action = body.history.find(({ what }: { what: string }) => what === 'release-hold');
  expect(action.detail.after).toEqual({ status: 'RELEASED', reason: note });
  ear.close();
  otherEar.close();
});

test.each([
  [{ reason: '' }, '/reason'],
  [{ reason: 'x'.repeat(201) }, '/reason'],
  [{ reason: 'half an emoji \ud83d' }, '/reason'],
  [{ reason: 7 }, '/reason'],
  [{ why: 'because' }, '/why'],
])('an operator’s word that is none ends nothing: %j', async (body, pointer) => {
  const held = await holding();
  expect(await byAnOperator(held.reservationId, body)).toMatchObject({
    status: 400,
    body: { errors: [{ pointer }] },
  });
  expect((await read(held)).status).toBe('HELD');
  held.ear.close();
});

test('what is paid has no reason to have ended', async () => {
  const held = await holding();
  const more = await onSale.fan({ balance: 0 });
  await held.fan.charge(50_000);
  await held.fan.pay(held.concertId, held.reservationId);
  expect(await read(held)).toMatchObject({ status: 'CONFIRMED', endReason: null, message: null });
  expect(held.ear.of('hold-ended')).toEqual([]);
  expect((await more.asUser('GET', `/v1/reservations/${held.reservationId}`)).status).toBe(404);
  held.ear.close();
});
