import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { TokenState } from './token-states.ts';
import { TOKEN_STATE } from './token-states.ts';

/** The user's tokens that still stand, one in each concert at most. */
export async function liveTokensOf(em: EntityManager, userId: string): Promise<TokenState[]> {
  const { rows } = await sql<TokenState>`
    select ${TOKEN_STATE} from queue_token
    where user_id = ${userId} and status in ('WAITING', 'ACTIVE') and expires_at > clock_timestamp()`.execute(
    em.getKysely(),
  );
  return rows;
}
