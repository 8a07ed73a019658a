import type { EntityManager } from '@mikro-orm/postgresql';
import { PACE_REMEMBERED_MS } from '../../config/limits.ts';
import { type Pace, paceOf } from './estimate.ts';

/** The pace of each line, counted at most once in `PACE_REMEMBERED_MS`: an estimate needs no newer one. */
export class PaceMemory {
  readonly #paces = new Map<string, { pace: Pace; until: number }>();

  async of(em: EntityManager, concertId: string): Promise<Pace> {
    const now = performance.now();
    const known = this.#paces.get(concertId);
    if (known !== undefined && now < known.until) return known.pace;
    for (const [id, { until }] of this.#paces) if (until < now) this.#paces.delete(id);
    const pace = await paceOf(em, concertId);
    this.#paces.set(concertId, { pace, until: now + PACE_REMEMBERED_MS });
    return pace;
  }
}
