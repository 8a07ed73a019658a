import { Migration } from '@mikro-orm/migrations';

/** A name has at most 200 characters as people count them, each of which may be written in several. */
export class LongerNames20261128 extends Migration {
  override up(): void {
    for (const table of ['users', 'operator_session']) {
      this.addSql(`
        alter table ${table} drop constraint ${table}_name_check,
          add constraint ${table}_name_check check (char_length(name) between 1 and 800)`);
    }
  }

  override down(): void {
    for (const table of ['users', 'operator_session']) {
      this.addSql(`
        alter table ${table} drop constraint ${table}_name_check,
          add constraint ${table}_name_check check (char_length(name) between 1 and 200) not valid`);
    }
  }
}
