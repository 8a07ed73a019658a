import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** Whose reservation it is, and where; null when there is none. */
export async function findHold(
  em: EntityManager,
  reservationId: string,
): Promise<{ concertId: string; tokenId: string; userId: string } | null> {
  const { rows } = await sql<{ concertId: string; tokenId: string; userId: string }>`
    select concert_id as "concertId", token_id as "tokenId", user_id as "userId"
    from reservation where id = ${reservationId}`.execute(em.getKysely());
  return rows[0] ?? null;
}
