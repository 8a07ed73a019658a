import { sql } from 'kysely';
import type { EntityManager } from '../database/connect.ts';
import type { TokenState } from '../sale/tokens.ts';

/**
 * The same states, those in line among them that stand though their own time is over: patience may stand still there, or
 * have begun anew. The door is asked for these alone, so whoever is in time costs nothing.
 */
export async function keptInLine(em: EntityManager, states: TokenState[]): Promise<TokenState[]> {
  const late = states.filter(({ status, stands }) => status === 'WAITING' && !stands);
  if (late.length === 0) return states;
  const { rows } = await sql<{ id: string }>`
    select id from queue_token join waiting_room using (concert_id)
    where id = any(${late.map(({ tokenId }) => tokenId)}::uuid[])
      and (paused or patience_from + make_interval(secs => waiting_seconds) > clock_timestamp())`.execute(
    em.getKysely(),
  );
  const kept = new Set(rows.map(({ id }) => id));
  return states.map((state) => (kept.has(state.tokenId) ? { ...state, stands: true } : state));
}
