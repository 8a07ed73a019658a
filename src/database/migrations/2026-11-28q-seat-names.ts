import { Migration } from '@mikro-orm/migrations';

/** What a seat is called within its row, as it stands on the chair: not its number, which counts through the whole hall. */
export class SeatNames20261128 extends Migration {
  override up(): void {
    this.addSql(`
      alter table seat add column name text;

      update seat set name = place::text
      from (
        select date_id, number, row_number() over (partition by date_id, section, row order by number) as place
        from seat where row is not null
      ) as placed
      where seat.date_id = placed.date_id and seat.number = placed.number;
    `);
  }

  override down(): void {
    this.addSql('alter table seat drop column name');
  }
}
