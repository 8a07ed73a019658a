import { Migration } from '@mikro-orm/migrations';

/**
 * Only who owns an index may bring it up to the end of its table. The service, which owns nothing, asks this function to,
 * and its `lock_timeout` goes with it.
 */
export class SummarizedByService20261128 extends Migration {
  override up(): void {
    this.addSql(`
      create function summarize_settled_requests() returns integer
        language sql security definer set search_path from current
        return brin_summarize_new_values('request_settled_at'::regclass);
      revoke execute on function summarize_settled_requests() from public;
    `);
  }

  override down(): void {
    this.addSql('drop function summarize_settled_requests();');
  }
}
