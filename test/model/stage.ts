import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { pathOf } from '../../client/calls.ts';
import type { Credential } from '../../client/credential.ts';
import type { Answer } from '../infrastructure/call.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import type { RunningSale, SentRequest } from './running-sale.ts';
import { type Asked, type ConcertPlan, SaleModel, type Token } from './sale-model.ts';
import type { Write } from './step.ts';

/** Few places, few seats, and fans who get into each other's way. */
export const FANS: readonly number[] = [0, 1, 2, 3, 4];

/** What each has when a story begins: enough for a seat or two. */
const BALANCE = 50_000;

/**
 * The concerts of a story. All times are whole steps of ten minutes: the minute that a story takes itself
 * never decides what has run out.
 */
export const CONCERTS: readonly ConcertPlan[] = [
  {
    seats: 6,
    price: 10_000,
    capacity: 2,
    seatsPerUser: 4,
    holdsPerVisit: 4,
    holdMinutes: 60,
    extensionMinutes: 20,
    activeMinutes: 40,
    waitingMinutes: 90,
  },
  {
    seats: 6,
    price: 30_000,
    capacity: 3,
    seatsPerUser: 3,
    holdsPerVisit: 3,
    holdMinutes: 30,
    extensionMinutes: 10,
    activeMinutes: 120,
    waitingMinutes: 50,
  },
];

const WAIT_SECONDS = 20;

/** An id that nothing has. */
const NOBODYS = '00000000-0000-4000-8000-000000000000';

/** A write that was accepted, and what its fan was told. */
export interface Done {
  fan: number;
  /** Whose queue token it goes with; null when it needs none. */
  concert: number | null;
  request: SentRequest;
  answer: Answer;
}

/** One story's concerts and fans in the running system, beside the model of them. */
export class Stage {
  readonly sale: RunningSale;
  readonly model = new SaleModel(
    CONCERTS,
    FANS.map(() => BALANCE),
  );
  readonly concertIds: readonly string[];
  readonly userIds: readonly string[];
  readonly done: Done[] = [];
  /** Whether everybody has seen what the last step brought about. */
  settled = true;

  private constructor(sale: RunningSale, concertIds: string[], userIds: string[]) {
    this.sale = sale;
    this.concertIds = concertIds;
    this.userIds = userIds;
  }

  static async set(sale: RunningSale): Promise<Stage> {
    const { onSale } = sale;
    const fans = await onSale.fans(FANS.length, { balance: BALANCE });
    const concertIds = await Promise.all(
      CONCERTS.map((plan) =>
        onSale.concert({
          dates: [{ date: DATE, seats: plan.seats, price: plan.price }],
          holdSeconds: plan.holdMinutes * 60,
          seatsPerUser: plan.seatsPerUser,
          holdsPerVisit: plan.holdsPerVisit,
          holdExtensionSeconds: plan.extensionMinutes * 60,
          waitingRoom: {
            capacity: plan.capacity,
            activeSeconds: plan.activeMinutes * 60,
            waitingSeconds: plan.waitingMinutes * 60,
            // Seats are open to all, so that they can be looked at whoever is inside.
            protects: 'booking',
          },
        }),
      ),
    );
    return new Stage(
      sale,
      concertIds,
      fans.map(({ userId }) => userId),
    );
  }

  sql<Row>(query: RawBuilder<Row>): Promise<Row[]> {
    return this.sale.onSale.sql(query);
  }

  asUser(fan: number): Credential {
    return { userId: this.userIds[fan] ?? NOBODYS };
  }

  /** With the queue token, as far as there is one. */
  credential(fan: number, token: Token | undefined): Credential {
    return token === undefined ? this.asUser(fan) : { token: token.bearer };
  }

  /** What a write of a story means now. */
  asked(concert: number, write: Write): Asked {
    const model = this.concert(concert);
    if (write.do === 'join') return { do: 'join', fan: write.fan };
    if (write.do === 'leave') return { do: 'leave', fan: write.fan, token: model.tokenOf(write.fan) };
    const first = write.do === 'reserve' ? 'inside' : 'holding';
    const fan = model.firstOf(FANS, first)[write.fan] ?? 0;
    const token = model.tokenOf(fan);
    const ids = model.heldFirst(fan).map(({ id }) => id);
    switch (write.do) {
      case 'reserve':
        return { do: 'reserve', fan, token, seats: write.seats };
      case 'release':
      case 'extend':
        return { do: write.do, fan, token, id: ids[write.of] ?? NOBODYS };
      case 'give back':
        return { do: 'give back', fan, token, id: ids[write.of] ?? NOBODYS, seats: write.seats };
      case 'pay':
        return { do: 'pay', fan, token, ids: [...new Set(write.of.map((of) => ids[of] ?? NOBODYS))] };
    }
  }

  /** The request that asks for it, under a key of its own. */
  requestFor(concert: number, asked: Asked): SentRequest {
    const concertId = this.concertIds[concert] ?? NOBODYS;
    const credential = asked.do === 'join' ? this.asUser(asked.fan) : this.credential(asked.fan, asked.token);
    const sent = (method: string, path: string, body?: object): SentRequest => ({
      method,
      path,
      asking: { body, credential, wait: WAIT_SECONDS, idempotencyKey: randomUUID() },
    });
    switch (asked.do) {
      case 'join':
        return sent('POST', pathOf('/v1/concerts/{concertId}/tokens', { concertId }), {});
      case 'leave':
        return sent('DELETE', pathOf('/v1/concerts/{concertId}/tokens/me', { concertId }));
      case 'reserve': {
        const [first, ...others] = asked.seats;
        const seats = others.length === 0 ? { seatNumber: first } : { seatNumbers: asked.seats };
        const path = pathOf('/v1/concerts/{concertId}/reservations', { concertId });
        return sent('POST', path, { date: DATE, ...seats });
      }
      case 'release': {
        const params = { concertId, reservationId: asked.id };
        return sent('DELETE', pathOf('/v1/concerts/{concertId}/reservations/{reservationId}', params));
      }
      case 'give back': {
        const path = '/v1/concerts/{concertId}/reservations/{reservationId}/release';
        const params = { concertId, reservationId: asked.id };
        return sent('POST', pathOf(path, params), { seatNumbers: asked.seats });
      }
      case 'extend': {
        const path = '/v1/concerts/{concertId}/reservations/{reservationId}/extension';
        return sent('POST', pathOf(path, { concertId, reservationId: asked.id }));
      }
      case 'pay': {
        const [first, ...others] = asked.ids;
        const paid = others.length === 0 ? { reservationId: first } : { reservationIds: asked.ids };
        return sent('POST', pathOf('/v1/concerts/{concertId}/payments', { concertId }), paid);
      }
    }
  }

  concert(concert: number) {
    const model = this.model.concerts[concert];
    if (model === undefined) throw new Error(`there is no concert ${concert}`);
    return model;
  }

  /** The same number of minutes passes in the tables and in the model: what ends is nearer by as much. */
  async pass(minutes: number): Promise<void> {
    const earlier = sql`make_interval(mins => ${minutes})`;
    await this.sql(sql`
      with tokens as (
        update queue_token
        set expires_at = expires_at - ${earlier}, visit_ends_at = visit_ends_at - ${earlier}
        where concert_id = any(${this.concertIds}::uuid[]) and status in ('WAITING', 'ACTIVE')
      ), seats as (
        update reserved_seat set freed_at = freed_at - ${earlier} from reservation
        where reservation.id = reservation_id and concert_id = any(${this.concertIds}::uuid[]) and freed_at is not null
      )
      update reservation set held_at = held_at - ${earlier}, expires_at = expires_at - ${earlier}
      where concert_id = any(${this.concertIds}::uuid[]) and status = 'HELD'`);
    this.model.pass(minutes);
  }

  /** What was given back or ran out a moment ago stays so, however long the story takes itself. */
  async keepRecent(): Promise<void> {
    const moment = sql`clock_timestamp() - interval '5 minutes'`;
    await this.sql(sql`
      with over as (
        update reservation set expires_at = clock_timestamp()
        where concert_id = any(${this.concertIds}::uuid[]) and status in ('HELD', 'EXPIRED')
          and expires_at between ${moment} and clock_timestamp()
      )
      update reserved_seat set freed_at = clock_timestamp() from reservation
      where reservation.id = reservation_id and concert_id = any(${this.concertIds}::uuid[])
        and freed_at > ${moment} and expires_at > ${moment}`);
  }

  /** The ids of accepted requests in the order in which the service accepted them. */
  async inOrder(requestIds: readonly string[]): Promise<string[]> {
    const rows = await this.sql(sql<{ id: string }>`
      select id from request where id = any(${requestIds}::uuid[]) order by sequence`);
    return rows.map(({ id }) => id);
  }
}
