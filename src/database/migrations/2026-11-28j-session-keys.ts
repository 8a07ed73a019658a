import { Migration } from '@mikro-orm/migrations';

/**
 * A session hangs on the key that opened it, by the key's fingerprint. Those that were opened before have none and are
 * no more: whoever was signed in signs in again.
 */
export class SessionKeys20261128 extends Migration {
  override up(): void {
    this.addSql(`
      alter table operator_session add column key_fingerprint bytea check (octet_length(key_fingerprint) = 32);
    `);
  }

  override down(): void {
    this.addSql('alter table operator_session drop column key_fingerprint;');
  }
}
