import { expect, test } from '@jest/globals';
import { openDecider } from '../infrastructure/decider.ts';
import { OnSale } from '../infrastructure/on-sale.ts';
import { setScene } from '../infrastructure/scene.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { type Rewrite, StatementRewriter } from '../infrastructure/statement-rewriter.ts';

const PRICE = 50_000;

/** An outcome is written, whether or not there is one already. */
const WITHOUT_FENCE: Rewrite = [' and request.outcome is null', ''];

/*
 * A worker that slept has seen requests as they were long ago. Here it stands before the lane while another
 * worker decides them, and then goes on with what it saw.
 */
test('a worker that wakes up after another has decided changes no outcome', async () => {
  const { told, kept, balance, broken } = await payAndWakeASleeper([]);

  expect(told.status).toBe(201);
  expect(kept).toMatchObject({ status: 'succeeded', result: { paymentId: told.body.paymentId } });
  expect(balance).toBe(0);
  expect(broken).toEqual([]);
});

test('without the fence it takes back an outcome that was told, and the client’s record finds it', async () => {
  const { told, kept, balance } = await payAndWakeASleeper([WITHOUT_FENCE]);

  // The fan was told that the seat is theirs, and reads that the payment was refused; the money is gone.
  expect(told.status).toBe(201);
  expect(kept).toMatchObject({ status: 'failed', problem: { code: 'INVALID_TOKEN' } });
  expect(balance).toBe(0);
});

/** A payment that a worker decides and a sleeper decides again: what its fan was told, and what is kept of it. */
async function payAndWakeASleeper(rewrites: Rewrite[]) {
  const onSale = await OnSale.start({ schedulers: 0 });
  const database = await StatementRewriter.start(onSale.databaseUrl, rewrites);
  const sleeper = await openDecider(onSale, 'booking', { databaseUrl: database.url });
  try {
    const { concertId, fan, held } = await setScene(onSale, { balance: PRICE });
    const lane = `booking.${concertId}`;
    const door = await Session.holdingLane(onSale, lane);
    const paying = fan.pay(concertId, held);
    await untilBlocked(onSale);
    const waking = sleeper.decide(lane);
    await untilBlocked(onSale, 'worker', 2);
    await door.end();

    const told = await paying;
    await waking;
    expect(database.changed > 0).toBe(rewrites.length > 0);
    const { body: kept } = await fan.call('GET', told.headers.get('location') ?? '');
    return { told, kept, balance: (await fan.wallet()).body.balance, broken: await onSale.invariants() };
  } finally {
    await sleeper.close();
    await database.close();
    await onSale.close();
  }
}
