import { defineEntity, p } from '@mikro-orm/postgresql';

/** An operator who signed in with a browser. Of the token only the hash is kept. */
export const OperatorSession = defineEntity({
  name: 'OperatorSession',
  tableName: 'operator_session',
  properties: {
    tokenHash: p.blob().primary(),
    name: p.text(),
    openedAt: p.datetime().defaultRaw('clock_timestamp()'),
    expiresAt: p.datetime(),
  },
});
