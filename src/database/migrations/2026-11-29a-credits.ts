import { Migration } from '@mikro-orm/migrations';

/** What operators put into wallets comes from an account of its own, so the books tell it from what fans charged. */
export class Credits20261129 extends Migration {
  override up(): void {
    this.addSql(`
      alter table account drop constraint account_kind_check,
        add constraint account_kind_check check (kind in ('cash-in', 'credits', 'wallet', 'sales'));
      alter table transfer drop constraint transfer_kind_check,
        add constraint transfer_kind_check check (kind in ('charge', 'credit', 'payment', 'refund'));
      insert into account (id, kind) values ('00000000-0000-0000-0000-0000000000cb', 'credits');
    `);
  }

  override down(): void {
    this.addSql(`
      delete from account where kind = 'credits';
      alter table account drop constraint account_kind_check,
        add constraint account_kind_check check (kind in ('cash-in', 'wallet', 'sales'));
      alter table transfer drop constraint transfer_kind_check,
        add constraint transfer_kind_check check (kind in ('charge', 'payment', 'refund'));
    `);
  }
}
