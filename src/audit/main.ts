import { databaseEnvironment, SettingsError } from '../../config/environment.ts';
import { connectDatabase } from '../database/connect.ts';
import { findBreaches, INVARIANTS } from './invariants.ts';
import { keepEverythingFound } from './last-audit.ts';

/**
 * `npm run audit`: says of every invariant whether it holds; ends with 1 when one does not. Changes nothing of the sale; what
 * it found is what operators are alarmed of from now on.
 */
async function audit(): Promise<void> {
  const orm = connectDatabase(databaseEnvironment().databaseUrl, 'audit');
  try {
    const breaches = await findBreaches(orm.em.fork());
    await keepEverythingFound(orm.em.fork(), breaches);
    for (const { name, says } of INVARIANTS) {
      const breach = breaches.find((found) => found.says === says);
      const verdict =
        breach === undefined ? 'holds' : `BROKEN ${breach.count} times, for example by ${breach.example}`;
      process.stdout.write(`${name}  ${says}: ${verdict}\n`);
    }
    if (breaches.length > 0) process.exitCode = 1;
  } finally {
    await orm.close(true);
  }
}

try {
  await audit();
} catch (error) {
  process.stderr.write(`${error instanceof SettingsError ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
