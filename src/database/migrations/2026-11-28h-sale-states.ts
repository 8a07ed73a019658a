import { Migration } from '@mikro-orm/migrations';

/**
 * How many seats of each date are sold, kept by whoever sells them: a date is sold out when all are, and whether it is
 * must cost no counting. And what becomes of those who wait when the sale closes.
 */
export class SaleStates20261128 extends Migration {
  override up(): void {
    this.addSql(`
      alter table concert_date add column seats_sold int not null default 0 check (seats_sold >= 0);
      update concert_date set seats_sold = sold.seats
      from (select date_id, count(*) as seats from reserved_seat where status = 'SOLD' group by date_id) as sold
      where concert_date.id = sold.date_id;

      alter table waiting_room add column after_close text not null default 'end'
        check (after_close in ('end', 'finish'));
    `);
  }

  override down(): void {
    this.addSql(`
      alter table concert_date drop column seats_sold;
      alter table waiting_room drop column after_close;
    `);
  }
}
