import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { findBreaches } from '../../src/audit/invariants.ts';
import { sumLedger } from '../../src/audit/ledger-sums.ts';
import { changedSince } from '../../src/audit/scope.ts';
import { connectDatabase } from '../../src/database/connect.ts';
import setUp from '../infrastructure/global-setup.ts';
import tearDown from '../infrastructure/global-teardown.ts';
import { OnSale } from '../infrastructure/on-sale.ts';
import { fill } from './fill.ts';

const HELP = `Asks everything that operators ask of a service that has sold for long, and says how long each answer took.

  npm run test:volume -- [--millions 1]

  --millions  of requests; with each come 300,000 accounts and 10 million entries in the ledger, in 100 concerts
`;

const { values } = parseArgs({
  options: {
    millions: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

/** What an operator may wait for one answer. */
const LIMIT_MS = 300;

async function run(millions: number): Promise<void> {
  const slow: string[] = [];
  const timed = async (what: string, work: () => Promise<unknown>, limitMs = Number.POSITIVE_INFINITY) => {
    const begun = performance.now();
    await work();
    const ms = Math.round(performance.now() - begun);
    process.stdout.write(`${String(ms).padStart(8)} ms  ${what}\n`);
    if (ms > limitMs) slow.push(`${what} took ${ms} ms, allowed are ${limitMs}`);
  };
  const onSale = new OnSale();
  await onSale.open({ workers: 0, schedulers: 0 });
  const books = connectDatabase(onSale.databaseUrl, 'audit');
  const owner = connectDatabase(onSale.databaseUrl, 'migrate');
  try {
    const volume = {
      concerts: 100,
      users: 300_000 * millions,
      buyers: 250_000 * millions,
      charges: 4_800_000 * millions,
      requests: 1_000_000 * millions,
    };
    await timed('filling it', () => fill(owner, volume));
    const since = (minutes: number) => changedSince(new Date(Date.now() - minutes * 60_000));
    const lawful = async (scope?: ReturnType<typeof since>) => {
      for (const { says, example } of await findBreaches(books.em.fork(), scope))
        slow.push(`${says}: ${example}`);
    };
    await timed('the look of every minute', () => lawful(since(2)), 1_800);
    await timed('the same again', () => lawful(since(2)), 1_800);
    await timed('the look at everything', () => lawful());
    await timed('adding up the ledger for the first time', async () => {
      await sumLedger(books.em.fork());
      await sumLedger(books.em.fork());
    });
    const one = async (table: string) => {
      const [row] = await onSale.sql(sql<{ id: string }>`select id from ${sql.table(table)} limit 1`);
      return row?.id;
    };
    const concert = `/v1/admin/concerts/${await one('concert')}`;
    const paths = [
      '/v1/admin/ledger',
      '/v1/admin/concerts',
      `${concert}/stats`,
      `${concert}/history`,
      `${concert}/dates`,
      '/v1/admin/health',
      '/v1/admin/actions',
      ...(await Promise.all(
        ['users', 'reservation', 'payment', 'request', 'queue_token'].map(
          async (table) => `/v1/admin/lookup?q=${await one(table)}`,
        ),
      )),
      '/metrics',
    ];
    for (const path of paths) {
      const ask = async () => {
        const { status, body } = await onSale.operator('GET', path);
        if (status !== 200) slow.push(`${path} answered ${status} ${JSON.stringify(body)}`);
      };
      await timed(`${path}, the first time`, ask, 1_000);
      await timed(path, ask, LIMIT_MS);
    }
  } finally {
    await books.close(true);
    await owner.close(true);
    await onSale.close();
  }
  for (const what of slow) process.stdout.write(`${what}\n`);
  if (slow.length > 0) process.exitCode = 1;
}

if (values.help) process.stdout.write(HELP);
else {
  await setUp();
  try {
    await run(Number(values.millions));
  } finally {
    await tearDown();
  }
}
