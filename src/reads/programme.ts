import type { EntityManager, Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { Remembered } from '../database/remembered.ts';

/** A date as it was announced: the same for everybody, and no word of what is still free. */
export interface AnnouncedDate {
  date: string;
  startsAt: string;
  seatsTotal: number;
  /** The lowest and the highest price, in the currency's minor unit. */
  priceFrom: number;
  priceTo: number;
}

/** The dates of each of these concerts, in order, past ones included. A concert without dates is not in it. */
export async function readProgrammes(
  em: EntityManager,
  concertIds: readonly string[],
): Promise<Map<string, AnnouncedDate[]>> {
  const rows = await em
    .getKysely()
    .selectFrom('concert_date')
    .innerJoinLateral(
      ({ selectFrom }) =>
        selectFrom('seat')
          .select(({ fn }) => [fn.min('price').as('price_from'), fn.max('price').as('price_to')])
          .whereRef('date_id', '=', 'concert_date.id')
          .as('prices'),
      (join) => join.onTrue(),
    )
    .select(({ ref }) => [
      'concert_id as concertId',
      'date',
      iso(ref('starts_at')).as('startsAt'),
      'seats_total as seatsTotal',
      'price_from as priceFrom',
      'price_to as priceTo',
    ])
    .where('concert_id', '=', ({ fn, val }) => fn.any(val(concertIds)))
    .orderBy('starts_at')
    .orderBy('date')
    .execute();
  const dates = new Map<string, AnnouncedDate[]>();
  for (const { concertId, ...date } of rows) dates.set(concertId, [...(dates.get(concertId) ?? []), date]);
  return dates;
}

/** Dates and prices are changed by operators alone and cost a look at every seat, so they are remembered longer. */
const REMEMBERED_MS = 10_000;

/** The announced dates of concerts, at most `REMEMBERED_MS` old; what is changed in this process is seen at once. */
export class Programmes {
  readonly #orm: Orm;
  readonly #known = new Remembered<AnnouncedDate[]>(REMEMBERED_MS);

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  /** Each of these concerts with its dates. */
  async with<Concert extends { concertId: string }>(
    concerts: readonly Concert[],
  ): Promise<(Concert & { dates: AnnouncedDate[] })[]> {
    const known = concerts.map(({ concertId }) => this.#known.get(concertId));
    const unknown = concerts.filter((_, index) => known[index] === undefined);
    const ids = unknown.map(({ concertId }) => concertId);
    const read = ids.length === 0 ? new Map() : await readProgrammes(this.#orm.em.fork(), ids);
    for (const concertId of ids) this.#known.set(concertId, read.get(concertId) ?? []);
    return concerts.map((concert, index) => ({
      ...concert,
      dates: known[index] ?? read.get(concert.concertId) ?? [],
    }));
  }

  async of(concertId: string): Promise<AnnouncedDate[]> {
    const [announced] = await this.with([{ concertId }]);
    return announced?.dates ?? [];
  }

  forget(concertId: string): void {
    this.#known.forget(concertId);
  }
}
