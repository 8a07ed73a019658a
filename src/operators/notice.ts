import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

/** What an operator said to all who wait in a line. */
export const Notice = defineEntity({
  name: 'Notice',
  tableName: 'notice',
  properties: {
    id: p.uuid().primary(),
    concertId: p.uuid(),
    ko: p.text(),
    en: p.text(),
    at: p.datetime().defaultRaw('clock_timestamp()'),
  },
});
export type Notice = InferEntity<typeof Notice>;
