import { Migration } from '@mikro-orm/migrations';

/** By what users are found whose name somebody knows: the index has all that such a search looks at. */
export class NamesOfUsers20261128 extends Migration {
  override up(): void {
    this.addSql(`
      alter table users add column sought_as text collate "C" not null
        generated always as (lower(left(name, 100))) stored;
      create index users_sought_as on users (sought_as, id);
    `);
  }

  override down(): void {
    this.addSql('alter table users drop column sought_as');
  }
}
