import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { TokenEnded } from '../sale/events.ts';

/** Those of these tokens that have ended, as it was announced. Found by their keys, a thousand in milliseconds. */
export async function endedAmong(em: EntityManager, tokenIds: readonly string[]): Promise<TokenEnded[]> {
  const { rows } = await sql<TokenEnded>`
    select 'token-ended' as type, concert_id as "concertId", id as "tokenId", user_id as "userId", status
    from queue_token
    where id = any(${tokenIds}::uuid[]) and ended_at is not null`.execute(em.getKysely());
  return rows;
}
