import { expect } from '@jest/globals';
import { sql } from 'kysely';
import type { Answer } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE, type OnSale } from '../infrastructure/on-sale.ts';

/** Some who ask something of one lane, to be decided by whoever serves it then. */
export interface LaneScene {
  lane: string;
  /** A pattern of what only the transaction that decides them says. */
  transaction: string;
  ask(): Promise<Answer>[];
  /** Their outcomes are what they should be, and each has its effect once. */
  decidedOnce(answers: Answer[]): Promise<void>;
  /** Somebody who asks the same lane later: the answer comes when the lane goes on. */
  latecomer(): Promise<Answer>;
}

/** Five who pay for the seats that they hold. */
async function payers(onSale: OnSale): Promise<LaneScene> {
  const concertId = await onSale.concert();
  const [late, ...fans] = (await onSale.admitted(concertId, 6, { balance: 100_000 })) as [Fan, ...Fan[]];
  const holds = await Promise.all(fans.map((fan, index) => fan.reserve(concertId, DATE, index + 1)));
  return {
    lane: `booking.${concertId}`,
    transaction: 'insert into payment ',
    ask: () => fans.map((fan, index) => fan.pay(concertId, holds[index]?.body.reservationId)),
    async decidedOnce(answers) {
      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 201, body: { amount: 50_000, balance: 50_000 } });
      }
      const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
      expect(body).toMatchObject({ sold: 5, revenue: 250_000 });
    },
    latecomer: () => late.reserve(concertId, DATE, 6),
  };
}

/** Five who join a line, of whom there is room for two. */
async function joiners(onSale: OnSale): Promise<LaneScene> {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 2 } });
  const [late, ...fans] = (await onSale.fans(6)) as [Fan, ...Fan[]];
  return {
    lane: `admission.${concertId}`,
    transaction: 'insert into queue_token\\s',
    ask: () => fans.map((fan) => fan.join(concertId)),
    async decidedOnce(answers) {
      expect(answers.map(({ status }) => status)).toEqual(fans.map(() => 201));
      const tokens = await onSale.sql(sql<{ number: number }>`
        select number::int from queue_token where concert_id = ${concertId} order by number`);
      expect(tokens.slice(0, 5).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
      for (const fan of fans) {
        const { number, rank } = (await fan.place(concertId)).body;
        expect({ number, rank }).toEqual({ number, rank: Math.max(number - 2, 0) });
      }
    },
    latecomer: () => late.join(concertId),
  };
}

export const LANE_SCENES = { booking: payers, admission: joiners } as const;

/** All that deciding can change, to be compared with itself. */
export const books = (onSale: OnSale) =>
  onSale.sql(sql`
    select (select jsonb_agg(to_jsonb(request) order by id) from request) as requests,
           (select jsonb_agg(to_jsonb(reservation) order by id) from reservation) as reservations,
           (select jsonb_agg(to_jsonb(queue_token) order by id) from queue_token) as tokens,
           (select jsonb_agg(to_jsonb(waiting_room) order by concert_id) from waiting_room) as rooms,
           (select jsonb_agg(to_jsonb(payment) order by id) from payment) as payments,
           (select jsonb_agg(to_jsonb(entry) order by id) from entry) as entries`);
