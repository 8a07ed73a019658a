import { sql } from 'kysely';
import { LOOKUP_ENTRIES } from '../../config/limits.ts';
import { OPERATOR_ID } from '../contract/caller.ts';
import type { EntityManager } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { KINDS } from '../on-sale.ts';

export type ItemKind = 'request' | 'token' | 'reservation' | 'payment' | 'transfer' | 'action';

/** One row of somebody's, as it is read. */
export interface Item {
  kind: ItemKind;
  id: string;
  found: Record<string, unknown>;
  /** All that it says, to find what it names. */
  text: string;
}

/** One thing that happened. */
export interface Entry {
  at: string;
  what: string;
  requestId?: string;
  correlationId?: string;
  detail: Record<string, unknown>;
}

/** What operators ask a lane for names its user in the payload. */
const OPERATORS_KINDS = KINDS.filter(({ credential }) => credential === 'operator').map(({ name }) => name);

/**
 * The latest of everything of these users, by the indexes that the sale has anyway: of tokens those that still stand
 * and those that a request or a reservation names. With them the request named, whoever's it is, and what operators
 * did to holds of theirs, with the requests for it. One SQL statement over seven tables, so that all is of one instant.
 */
export async function itemsOf(
  em: EntityManager,
  userIds: readonly string[],
  requestId: string | null = null,
): Promise<Item[]> {
  const limit = sql`limit ${LOOKUP_ENTRIES}`;
  const at = (column: string) => iso(sql.ref<Date>(column));
  const { rows } = await sql<{ kind: ItemKind; id: string; found: Record<string, unknown> }>`
    with asked as materialized (
      select unnest(${userIds}::uuid[]) as user_id
    ), requests as materialized (
      select latest.* from asked cross join lateral (
        (select * from request where user_id = asked.user_id and status <> 'queued'
         order by settled_at desc ${limit})
        union all
        (select * from request where status = 'queued' and user_id = asked.user_id ${limit})
      ) as latest
      union
      (select * from request
       where user_id = ${OPERATOR_ID}::uuid and status <> 'queued' and kind = any(${OPERATORS_KINDS}::text[])
         and (payload ->> 'userId')::uuid = any(${userIds}::uuid[])
       order by settled_at desc ${limit})
      union
      select * from request where id = ${requestId}::uuid
    ), reservations as materialized (
      select latest.* from asked cross join lateral (
        select * from reservation where user_id = asked.user_id order by id desc ${limit}
      ) as latest
    ), tokens as materialized (
      select * from queue_token where id in (
        select token_id from reservations
        union select (payload ->> 'tokenId')::uuid from requests where payload ? 'tokenId'
        union select (outcome -> 'result' ->> 'tokenId')::uuid from requests where outcome -> 'result' ? 'tokenId'
        union select queue_token.id from asked
          join queue_token on queue_token.user_id = asked.user_id and status in ('WAITING', 'ACTIVE')
      )
    )
    select 'request' as kind, id::text as id, json_build_object(
      'requestId', id, 'kind', kind, 'lane', lane, 'status', status, 'userId', user_id, 'payload', payload,
      'outcome', outcome, 'correlationId', correlation_id, 'repeats', repeats,
      'acceptedAt', ${at('accepted_at')}, 'settledAt', ${at('settled_at')}) as found from requests
    union all
    select 'token', id::text, json_build_object(
      'tokenId', id, 'concertId', concert_id, 'userId', user_id, 'number', number, 'status', status,
      'joinedAt', ${at('joined_at')}, 'admittedAt', ${at('admitted_at')}, 'expiresAt', ${at('expires_at')},
      'endedAt', ${at('ended_at')}) from tokens
    union all
    select 'reservation', id::text, json_build_object(
      'reservationId', id, 'concertId', concert_id, 'userId', user_id, 'tokenId', token_id, 'status', status,
      'date', date, 'seatNumbers', seat_numbers, 'amount', amount, 'paymentId', payment_id,
      'heldAt', ${at('held_at')}, 'expiresAt', ${at('expires_at')}, 'endedAt', ${at('ended_at')},
      'endReason', end_reason, 'endNote', end_note)
    from reservations
    union all
    select 'payment', payment.id::text, json_build_object(
      'paymentId', payment.id, 'concertId', concert_id, 'userId', user_id, 'amount', amount, 'status', status,
      'paidAt', ${at('paid_at')})
    from payment where id in (select payment_id from reservations)
    union all
    select 'transfer', transfer_id::text, json_build_object(
      'id', transfer_id, 'kind', transfer.kind, 'userId', account_id, 'amount', amount, 'balance', balance_after,
      'who', who, 'reason', operator_action.after ->> 'reason', 'at', ${at('transfer.at')})
    from asked cross join lateral (
      select * from entry where account_id = asked.user_id order by id desc ${limit}
    ) as latest join transfer on transfer.id = transfer_id and transfer.kind in ('charge', 'credit')
    left join operator_action on operator_action.id = transfer.id
    union all
    select 'action', operator_action.id::text, json_build_object(
      'who', who, 'what', what, 'before', before, 'after', after, 'correlationId', correlation_id,
      'at', ${at('operator_action.at')})
    from operator_action
    where what = 'release-hold' and concert_id in (select concert_id from reservations)
      and (before ->> 'userId')::uuid = any(${userIds}::uuid[])`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, text: JSON.stringify(row.found) }));
}

type Found = Record<string, unknown>;

/** What happened to it, each with its time. */
export function entriesOf({ kind, found }: Item): Entry[] {
  return ENTRIES[kind](found);
}

const ENTRIES: Record<ItemKind, (found: Found) => Entry[]> = {
  request: ({ requestId, kind, lane, payload, outcome, status, acceptedAt, settledAt, correlationId }) => {
    const by = { requestId: String(requestId), correlationId: String(correlationId) };
    const asked = { at: String(acceptedAt), what: 'accepted', ...by, detail: { kind, lane, payload } };
    if (settledAt === null) return [asked];
    return [
      asked,
      { at: String(settledAt), what: String(status), ...by, detail: { kind, ...(outcome as object) } },
    ];
  },
  token: ({ tokenId, concertId, number, status, joinedAt, admittedAt, endedAt }) => {
    const detail = { tokenId, concertId, number };
    return [
      ...at(joinedAt, 'joined', detail),
      ...at(admittedAt, 'admitted', detail),
      ...at(endedAt, status, detail),
    ];
  },
  reservation: ({
    reservationId,
    concertId,
    date,
    seatNumbers,
    amount,
    status,
    heldAt,
    endedAt,
    expiresAt,
    endReason,
    endNote,
  }) => {
    const detail = { reservationId, concertId, date, seatNumbers, amount };
    const why = endReason === null ? detail : { ...detail, reason: endReason, note: endNote };
    return [...at(heldAt, 'held', { ...detail, expiresAt }), ...at(endedAt, status, why)];
  },
  payment: ({ paymentId, concertId, amount, paidAt }) => at(paidAt, 'paid', { paymentId, concertId, amount }),
  transfer: ({ id, kind, amount, balance, who, reason, at: done }) =>
    kind === 'credit'
      ? at(done, 'credited', { creditId: id, amount, balance, who, reason })
      : at(done, 'charged', { chargeId: id, amount, balance }),
  action: ({ what, correlationId, at: done, ...detail }) =>
    at(done, what, detail).map((entry) => ({ ...entry, correlationId: String(correlationId) })),
};

/** Nothing, when it has not happened. */
const at = (instant: unknown, what: unknown, detail: Found): Entry[] =>
  typeof instant === 'string' ? [{ at: instant, what: String(what).toLowerCase(), detail }] : [];
