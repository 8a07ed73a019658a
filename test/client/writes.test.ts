import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Answer,
  asks,
  carryOut,
  type Outcome,
  type Progress,
  type Transport,
  typed,
  writes,
} from '../../client/index.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE, OnSale } from '../infrastructure/on-sale.ts';
import { Session } from '../infrastructure/session.ts';

let onSale: OnSale;
beforeAll(async () => {
  onSale = await OnSale.start();
});
afterAll(() => onSale.close());

/** A way to the service on which so many answers to writes are lost after they were given. */
function losing(count: number): { transport: Transport; sent: string[]; answers: Answer[] } {
  const [sent, answers]: [string[], Answer[]] = [[], []];
  const transport: Transport = async (url, request) => {
    const answer = await fetch(url, request);
    if (request.method === 'GET') return answer;
    sent.push(request.headers['idempotency-key'] ?? '');
    answers.push(answer);
    if (sent.length <= count) throw new TypeError('lost');
    return answer;
  };
  return { transport, sent, answers };
}

const writerFor = (fan: Fan, transport?: Transport) =>
  writes(asks({ origin: onSale.url, credential: { userId: fan.userId }, language: 'en', transport }));

test('a charge whose answers are lost is sent again under its key, and made once', async () => {
  const fan = await onSale.fan();
  const { transport, sent } = losing(2);
  const charged = await writerFor(fan, transport)('POST', '/v1/wallet/charges', { body: { amount: 500 } });
  expect(charged).toMatchObject({ ok: true, result: { amount: 500, balance: 500 } });
  expect(sent).toHaveLength(3);
  expect(new Set(sent).size).toBe(1);
  expect((await fan.wallet()).body.balance).toBe(500);
});

test('a refusal is an outcome: it is not asked for again', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const { transport, sent } = losing(0);
  const paid = await writerFor(fan, transport)('POST', '/v1/concerts/{concertId}/payments', {
    params: { concertId },
    body: { reservationId: '00000000-0000-4000-8000-000000000000' },
    credential: { token: fan.token },
  });
  expect(paid).toMatchObject({ ok: false, problem: { code: 'RESERVATION_NOT_FOUND' } });
  expect(sent).toHaveLength(1);
});

test('who gives up is told that nothing is known', async () => {
  const fan = await onSale.fan();
  const nobody = writes(asks({ origin: 'http://127.0.0.1:1', credential: { userId: fan.userId } }));
  const signal = AbortSignal.timeout(100);
  expect(await nobody('POST', '/v1/wallet/charges', { body: { amount: 1 }, signal })).toBeNull();
});

describe('an accepted request whose lane stands', () => {
  const standing = async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    const lane = await Session.holdingLane(onSale, `booking.${concertId}`);
    const ask = asks({ origin: onSale.url, credential: { token: fan.token }, language: 'en' });
    const asking = { body: { date: DATE, seatNumber: 1 }, idempotencyKey: `hold in ${concertId}` };
    return {
      lane,
      send: () => ask('POST', `/v1/concerts/${concertId}/reservations`, asking),
      look: (requestId: string) => ask('GET', `/v1/requests/${requestId}`),
    };
  };

  test('is looked up until it has ended', async () => {
    const { lane, ...ways } = await standing();
    const stood: [Progress, string?][] = [];
    let looks = 0;
    const ending = carryOut({
      ...ways,
      lookAgainMs: 20,
      stands: (...now) => stood.push(now),
      look: async (requestId) => {
        looks += 1;
        if (looks === 3) await lane.end();
        return ways.look(requestId);
      },
    });
    expect(await ending).toMatchObject({ known: true, outcome: { ok: true, result: { status: 'HELD' } } });
    expect(looks).toBeGreaterThan(2);
    expect(stood.map(([progress]) => progress)).toEqual(['sending', ...Array(looks).fill('accepted')]);
  });

  test('is not looked up where a listener is told in time', async () => {
    const { lane, ...ways } = await standing();
    const outcome: Outcome = { ok: true, result: 'as it was told' };
    let [looks, stopped] = [0, 0];
    const end = await carryOut({
      ...ways,
      listenMs: 10_000,
      look: (requestId) => {
        looks += 1;
        return ways.look(requestId);
      },
      listen(_, tell) {
        setTimeout(() => tell(outcome), 20);
        return () => {
          stopped += 1;
        };
      },
    });
    await lane.end();
    expect(end).toEqual({ outcome, known: true });
    expect([looks, stopped]).toEqual([0, 1]);
  });

  test('is found by whoever comes back and knows it, without another attempt', async () => {
    const { lane, ...ways } = await standing();
    const accepted = await ways.send();
    await lane.end();
    const requestId = accepted.ok ? (accepted.body as { requestId: string }).requestId : '';
    const end = await carryOut(
      { ...ways, lookAgainMs: 20, send: () => Promise.reject(new Error('sent again')) },
      requestId,
    );
    expect(end).toMatchObject({ known: true, outcome: { ok: true, result: { seatNumbers: [1] } } });
  });
});

test('a request that there is not was never done: it is sent', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const ask = asks({ origin: onSale.url, credential: { token: fan.token } });
  const asking = { body: { date: DATE, seatNumber: 1 }, wait: 20, idempotencyKey: `again in ${concertId}` };
  const end = await carryOut(
    {
      send: () => ask('POST', `/v1/concerts/${concertId}/reservations`, asking),
      look: (requestId) => ask('GET', `/v1/requests/${requestId}`),
    },
    '00000000-0000-4000-8000-000000000000',
  );
  expect(end).toMatchObject({ known: true, outcome: { ok: true } });
  const seats = await typed(ask)('GET', '/v1/concerts/{concertId}/dates/{date}/seats', {
    params: { concertId, date: DATE },
  });
  expect(seats.ok && seats.body.seats[0]).toMatchObject({ number: 1, status: 'HELD' });
});
