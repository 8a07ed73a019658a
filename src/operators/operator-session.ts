import { defineEntity, p } from '@mikro-orm/postgresql';

/** An operator who signed in with a browser. Of the token only the hash is kept. */
export const OperatorSession = defineEntity({
  name: 'OperatorSession',
  tableName: 'operator_session',
  properties: {
    tokenHash: p.blob().primary(),
    name: p.text(),
    /** Of the key that opened it; null for those opened before keys were noted, which open nothing. */
    keyFingerprint: p.blob().nullable(),
    openedAt: p.datetime().defaultRaw('clock_timestamp()'),
    expiresAt: p.datetime(),
  },
});
