import { afterEach, expect, test } from '@jest/globals';
import type { Ear } from '../infrastructure/fan.ts';
import { tokenRunsOut } from '../infrastructure/in-time.ts';
import { earInside, inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

const ears: Ear[] = [];
afterEach(() => {
  for (const ear of ears.splice(0)) ear.close();
});

/** Cuts every subscription of Redis over and over while `work` is done: what is announced meanwhile is lost. */
async function deafWhile<Result>(work: () => Promise<Result>): Promise<Result> {
  let deaf = true;
  const cutting = (async () => {
    while (deaf) await onSale.redisConnection.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  })();
  try {
    await until(
      async () => Number((await onSale.redisConnection.pubsub('NUMSUB', 'frontrow:announcement'))[1]) === 0,
    );
    return await work();
  } finally {
    deaf = false;
    await cutting;
  }
}

test('whoever waits gets the outcome although its announcement is lost, and later ones are heard again', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const ear = await earInside(fan);
  ears.push(ear);
  const lane = await Session.holdingLane(onSale, `booking.${concertId}`);
  const waiting = fan.reserve(concertId, DATE, 1, { prefer: 'wait=20' });
  await untilBlocked(onSale);
  const held = await deafWhile(async () => {
    await lane.end();
    return waiting;
  });
  expect(held).toMatchObject({ status: 201, body: { status: 'HELD', seatNumbers: [1] } });
  const lost = held.headers.get('location') ?? '';
  expect(await fan.call('GET', lost)).toMatchObject({ body: { status: 'succeeded' } });

  // The subscription is back within moments: soon whatever is asked is told again.
  await until(
    async () => Number((await onSale.redisConnection.pubsub('NUMSUB', 'frontrow:announcement'))[1]) === 1,
  );
  const { requestId } = (await fan.reserve(concertId, DATE, 2, { prefer: '' })).body;
  await ear.hears('request', (told) => told.requestId === requestId);
  await ear.hears('seats', ({ changes }) => changes[0].number === 2);
});

test('whoever waits in line learns of their turn although it was announced to nobody', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const first = await inside(onSale, concertId);
  const fan = await onSale.fan();
  await fan.join(concertId);
  const ear = await fan.listen();
  ears.push(ear);
  await ear.hears('queue', ({ rank }) => rank === 1);
  await deafWhile(() => first.leave(concertId));
  await ear.hears('queue', ({ status }) => status === 'ACTIVE', 15_000);
  await fan.reserve(concertId, DATE, 3);
  await ear.hears('seats', ({ changes }) => changes[0].number === 3);
});

test('whoever has left hears of seats no more, although nobody was told that they left', async () => {
  const concertId = await onSale.concert({ holdsPerVisit: 50 });
  const [fan, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];
  const [ear, others] = [await earInside(fan), await earInside(other)];
  ears.push(ear, others);
  await deafWhile(() => fan.leave(concertId));
  // Each of these is told to the other; sooner or later one is not told to whoever has left.
  let seat = 0;
  await until(
    async () => {
      seat += 1;
      const { reservationId } = (await other.reserve(concertId, DATE, seat)).body;
      await others.hears('seats', ({ changes }) => changes[0].number === seat);
      await other.release(concertId, reservationId);
      return !JSON.stringify(ear.of('seats')).includes(`"number":${seat},`);
    },
    { ms: 15_000, every: 250 },
  );
});

test('whose token ran out hears it, although it was announced to nobody', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const ear = await earInside(fan);
  ears.push(ear);
  await deafWhile(async () => {
    await tokenRunsOut(onSale, concertId, fan.userId);
    await until(async () => (await fan.place(concertId)).status === 401);
    await until(
      async () => (await onSale.operator('GET', `/v1/concerts/${concertId}`)).body.waitingRoom.active === 0,
    );
  });
  expect(ear.of('token-expired')).toEqual([]);
  expect(await ear.hears('token-expired')).toMatchObject({ concertId });
});
