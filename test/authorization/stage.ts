import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { tokenRunsOut } from '../infrastructure/in-time.ts';
import { DATE, type OnSale } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';

/** Everybody whom the matrix knows, around one concert of their own. */
export interface Stage {
  concertId: string;
  /** Inside, with money and a hold. */
  owner: Fan;
  /** What the owner holds, and the request that it came of. */
  reservationId: string;
  requestId: string;
  userId: string;
  /** Tokens that the owner had in this concert before: left, run out, completed. */
  ended: string[];
  /** The owner's token of another concert. */
  elsewhere: string;
  /** Somebody else who is inside. */
  other: Fan;
  /** Somebody who waits, and will: admission is paused. */
  waiting: Fan;
  /** A user who has nothing here. */
  stranger: Fan;
}

/** What is paid with, with enough left for what is held. */
const BALANCE = 200_000;

export async function setStage(onSale: OnSale): Promise<Stage> {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 2 } });
  const [owner, other, waiting, stranger] = (await onSale.fans(4)) as [Fan, Fan, Fan, Fan];
  await owner.charge(BALANCE);
  const elsewhere = await tokenOf(owner, await onSale.concert());
  const ended = await endedTokens(onSale, owner, concertId);
  await tokenOf(owner, concertId);
  await tokenOf(other, concertId);
  await onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom: { paused: true } });
  await tokenOf(waiting, concertId);
  const held = await owner.reserve(concertId, DATE, 1);
  return {
    concertId,
    owner,
    reservationId: held.body.reservationId,
    requestId: requestIdIn(held.headers),
    userId: owner.userId,
    ended,
    elsewhere,
    other,
    waiting,
    stranger,
  };
}

async function endedTokens(onSale: OnSale, owner: Fan, concertId: string): Promise<string[]> {
  const left = await tokenOf(owner, concertId);
  await owner.leave(concertId);
  const ranOut = await tokenOf(owner, concertId);
  await tokenRunsOut(onSale, concertId, owner.userId);
  await until(async () => (await owner.place(concertId)).status === 401);
  const completed = await tokenOf(owner, concertId);
  const { reservationId } = (await owner.reserve(concertId, DATE, 50)).body;
  await owner.pay(concertId, reservationId);
  return [left, ranOut, completed];
}

/** The token that the fan gets, and has from now on. */
async function tokenOf(fan: Fan, concertId: string): Promise<string> {
  await until(async () => (await fan.join(concertId)).status === 201);
  return fan.token;
}

const requestIdIn = (headers: Headers): string => headers.get('location')?.split('/').at(-1) ?? '';

/** All that could have been changed on the stage, as the tables have it. */
export async function stateOf(onSale: OnSale, stage: Stage): Promise<unknown> {
  const { concertId, owner, other, waiting, stranger } = stage;
  const users = [owner, other, waiting, stranger].map(({ userId }) => userId);
  const [row] = await onSale.sql(sql`
    select
      (select to_jsonb(concert) from concert where id = ${concertId}) as concert,
      (select json_agg(token order by id) from queue_token as token where user_id = any(${users}::uuid[])) as tokens,
      (select json_agg(one order by id) from reservation as one where user_id = any(${users}::uuid[])) as reservations,
      (select json_agg(account order by id) from account where id = any(${users}::uuid[])) as wallets`);
  return row;
}
