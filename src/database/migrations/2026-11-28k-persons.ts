import { Migration } from '@mikro-orm/migrations';

/** Which accounts are one person, where the identity provider says so. */
export class Persons20261128 extends Migration {
  override up(): void {
    this.addSql('alter table users add column person text check (char_length(person) between 1 and 255);');
  }

  override down(): void {
    this.addSql('alter table users drop column person;');
  }
}
