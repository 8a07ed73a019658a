import type { EntityManager } from '../database/connect.ts';
import { literal } from '../database/literal.ts';
import type { TokenEnded } from '../sale/events.ts';

/** Those of these tokens that have ended, as it was announced. Found by their keys, a thousand in milliseconds. */
export const endedAmong = (em: EntityManager, tokenIds: readonly string[]): Promise<TokenEnded[]> =>
  em
    .getKysely()
    .selectFrom('queue_token')
    .select(['concert_id as concertId', 'id as tokenId', 'user_id as userId', 'status'])
    .select(literal('token-ended').as('type'))
    .where('id', '=', ({ fn, val }) => fn.any(val(tokenIds)))
    .where('ended_at', 'is not', null)
    .$narrowType<{ status: TokenEnded['status'] }>()
    .execute();
