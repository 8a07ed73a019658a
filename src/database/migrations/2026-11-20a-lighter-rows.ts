import { Migration } from '@mikro-orm/migrations';

/**
 * What is written for every hold and every join, made lighter, and no law looser. A foreign key costs PostgreSQL
 * a query for each row, an index an entry. One key now says of a reservation that its token, its user and its
 * concert belong together, where three said only that each exists; its date is that of its seats. Requests that
 * wait have their unique number in the index by which the lane reads them, and nobody asks for the others by it.
 * And whoever looks for rooms in which people wait does not pass by those in which nobody does.
 */
export class LighterRows20261120 extends Migration {
  override up(): void {
    this.addSql(`
      alter table queue_token add unique (id, user_id, concert_id);
      alter table reservation
        drop constraint reservation_concert_id_fkey,
        drop constraint reservation_date_id_fkey,
        drop constraint reservation_user_id_fkey,
        drop constraint reservation_token_id_fkey,
        add constraint reservation_of_token_fkey foreign key (token_id, user_id, concert_id)
          references queue_token (id, user_id, concert_id);
      drop index queue_token_live;
      drop index queue_token_of_user;
      create unique index queue_token_live on queue_token (user_id, concert_id)
        where status in ('WAITING', 'ACTIVE');
      drop index request_sequence;
      drop index request_unsettled;
      create unique index request_unsettled on request (lane, sequence) where status = 'queued';
      create index waiting_room_with_people on waiting_room (concert_id) where waiting > 0;
    `);
  }

  override down(): void {
    throw new Error('Data written since may not fit the former keys: restore a backup instead.');
  }
}
