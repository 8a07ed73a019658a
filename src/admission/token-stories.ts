import { sql } from 'kysely';
import type { EndedToken } from '../contract/ended-token.ts';
import { Refusal } from '../contract/refusals.ts';
import { AskedTogether } from '../database/asked-together.ts';
import type { Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';

/** The stories of tokens that stand no more; those asked for together in one query. */
export class TokenStories {
  readonly #orm: Orm;
  readonly #asked = new AskedTogether<EndedToken | null>((tokenIds) => this.#read(tokenIds), null);

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  of(tokenId: string): Promise<EndedToken | null> {
    return this.#asked.of(tokenId);
  }

  /** What whoever still calls with it is told. */
  async refusal(tokenId: string): Promise<Refusal> {
    const ended = await this.of(tokenId);
    return new Refusal('INVALID_TOKEN', ended === null ? {} : { more: { ended } });
  }

  /** One whose time is over ended by that, though nobody may have written it yet. */
  async #read(tokenIds: string[]): Promise<Map<string, EndedToken>> {
    const { rows } = await sql<EndedToken & { id: string }>`
      select id, case when ended_at is null then 'EXPIRED' else status end as status,
        case when ended_at is not null then ended_because
             when status = 'WAITING' then 'waited-too-long'
             when expires_at > clock_timestamp() then 'no-show' else 'visit-over' end as reason,
        ${iso(sql.ref<Date>('joined_at'))} as "joinedAt", ${iso(sql.ref<Date>('admitted_at'))} as "admittedAt",
        ${iso(sql`coalesce(ended_at, least(expires_at, show_up_by))`)} as "endedAt"
      from queue_token where id = any(${tokenIds}::uuid[])`.execute(this.#orm.em.fork().getKysely());
    return new Map(rows.map(({ id, ...story }) => [id, story]));
  }
}
