import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { countAnswers } from '../infrastructure/count-answers.ts';
import { DATE, OnSale } from '../infrastructure/on-sale.ts';
import { decideAtOnce, howManyMet, meetBefore, splitLane } from '../infrastructure/unguarded.ts';

const PRICE = 50_000;

/*
 * The lane decides one batch after the other: its lock in the database, the rows of its requests and the queue
 * all see to it. With that taken away only the schema is left between a seat and its second buyer. Here eight
 * decide the same concert at once, and each, having found the seat free, waits for the others before it writes.
 */
const DECIDERS = 8;
const FANS = 40;

test('with eight deciding at once the seat is still sold once: the index of live seats holds them back', async () => {
  const { reserved, paid, soldTimes, broken } = await sellOneSeatWithoutALane();

  expect(reserved).toEqual({ 201: 1, SEAT_ALREADY_RESERVED: FANS - 1 });
  expect(paid).toEqual({ 201: 1 });
  expect(soldTimes).toBe(1);
  expect(broken).toEqual([]);
});

test('the same sale without the index of live seats sells the seat eight times, and the check finds it', async () => {
  const { reserved, paid, soldTimes, broken } = await sellOneSeatWithoutALane(async (onSale) => {
    await onSale.sql(sql`drop index reserved_seat_live`);
  });

  expect(reserved).toEqual({ 201: DECIDERS, SEAT_ALREADY_RESERVED: FANS - DECIDERS });
  expect(paid).toEqual({ 201: DECIDERS });
  expect(soldTimes).toBe(DECIDERS);
  expect(broken).toContainEqual(expect.stringMatching(/^I1 .*live reservation/));
});

/** The sale of one seat to a crowd, decided by eight at once, then paid for by everybody who was told it is theirs. */
async function sellOneSeatWithoutALane(takeGuardAway: (onSale: OnSale) => Promise<void> = async () => {}) {
  const onSale = await OnSale.start({ schedulers: 0 });
  try {
    const concertId = await onSale.concert({ dates: [{ date: DATE, seats: 1, price: PRICE }] });
    const fans = await onSale.admitted(concertId, FANS, { balance: PRICE });
    const [worker] = onSale.workers;
    if (worker === undefined) throw new Error('no worker runs');
    await onSale.stop(worker);
    await takeGuardAway(onSale);

    const accepted = await Promise.all(fans.map((fan) => fan.reserve(concertId, DATE, 1, { prefer: '' })));
    expect(countAnswers(accepted)).toEqual({ 202: FANS });
    const lanes = await splitLane(onSale, `booking.${concertId}`, DECIDERS);
    await meetBefore(onSale, 'insert on reserved_seat', { count: DECIDERS, patienceMs: 6_000 });
    await decideAtOnce(onSale, lanes);
    expect(await howManyMet(onSale)).toBe(DECIDERS);

    const outcomes = await Promise.all(
      fans.map((fan, index) => fan.call('GET', `/v1/requests/${accepted[index]?.body.requestId}`)),
    );
    const reserved = countAnswers(
      outcomes.map(({ body }) => ({
        status: body.status === 'succeeded' ? 201 : 0,
        body: body.problem ?? {},
      })),
    );
    await onSale.addWorkers();
    const paid = await Promise.all(
      fans.flatMap((fan, index) => {
        const { result } = outcomes[index]?.body ?? {};
        return result === undefined ? [] : [fan.pay(concertId, result.reservationId)];
      }),
    );
    const [sold] = await onSale.sql(sql<{ times: number }>`
      select count(*)::int as times from reserved_seat where status = 'SOLD'`);
    return { reserved, paid: countAnswers(paid), soldTimes: sold?.times, broken: await onSale.invariants() };
  } finally {
    await onSale.close();
  }
}
