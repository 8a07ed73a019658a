import { Migration } from '@mikro-orm/migrations';

/**
 * A concert may be a draft, which nobody but operators sees, and is put away when it is over or came to nothing. A date
 * that is removed belongs to no concert any more: whoever once held one of its seats still finds what became of that.
 */
export class Drafts20261129 extends Migration {
  override up(): void {
    this.addSql(`
      alter table concert
        add column draft boolean not null default false,
        add column archived boolean not null default false;
      alter table concert_date alter column concert_id drop not null;
    `);
  }

  override down(): void {
    throw new Error(
      'A draft would be on sale, and a date without a concert fits no more: restore a backup instead.',
    );
  }
}
