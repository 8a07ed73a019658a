import { type AnnouncedDate, readProgrammes } from './read-programme.ts';
import type { Orm } from '../database/connect.ts';

/** Dates and prices are changed by operators alone and cost a look at every seat, so they are remembered longer. */
const REMEMBERED_MS = 10_000;

/** The announced dates of concerts, at most `REMEMBERED_MS` old; what is changed in this process is seen at once. */
export class Programmes {
  readonly #orm: Orm;
  readonly #known = new Map<string, { dates: AnnouncedDate[]; until: number }>();

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  /** Each of these concerts with its dates. */
  async with<Concert extends { concertId: string }>(
    concerts: readonly Concert[],
  ): Promise<(Concert & { dates: AnnouncedDate[] })[]> {
    const now = performance.now();
    for (const [concertId, { until }] of this.#known) if (until < now) this.#known.delete(concertId);
    const known = concerts.map(({ concertId }) => this.#known.get(concertId)?.dates);
    const unknown = concerts.filter((_, index) => known[index] === undefined);
    const ids = unknown.map(({ concertId }) => concertId);
    const read = ids.length === 0 ? new Map() : await readProgrammes(this.#orm.em.fork(), ids);
    for (const concertId of ids) {
      this.#known.set(concertId, { dates: read.get(concertId) ?? [], until: now + REMEMBERED_MS });
    }
    return concerts.map((concert, index) => ({
      ...concert,
      dates: known[index] ?? read.get(concert.concertId) ?? [],
    }));
  }

  forget(concertId: string): void {
    this.#known.delete(concertId);
  }
}
