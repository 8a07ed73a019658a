import { Migration } from '@mikro-orm/migrations';

/** How often operators have changed a concert: whoever names what they saw changes nothing that they did not see. */
export class Revisions20261128 extends Migration {
  override up(): void {
    this.addSql('alter table concert add column revision int not null default 1 check (revision > 0)');
  }

  override down(): void {
    this.addSql('alter table concert drop column revision');
  }
}
