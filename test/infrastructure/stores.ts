import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { connectDatabase } from '../../src/database/connect.ts';
import { startRedis } from '../../start/embedded-redis.ts';

const busyTemplate = '55006';
const patienceMs = 30_000;

export interface FreshDatabase {
  url: string;
  drop(): Promise<void>;
}

export interface FreshRedis {
  url: string;
  port: number;
  /** For tests that stop it for a while or kill it. */
  pid: number;
  stop(): Promise<void>;
}

/** A database of its own for a test file, empty; migrated, unless the migrations are what is to be seen. */
export async function freshDatabase({ migrated = true } = {}): Promise<FreshDatabase> {
  const template = new URL(templateUrl());
  const copied = migrated ? template.pathname.slice(1) : 'template0';
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      // Whole files at once: page by page, through the write-ahead log, takes several times as long.
      await administer(`CREATE DATABASE ${name} TEMPLATE ${copied} STRATEGY file_copy`);
      break;
    } catch (error) {
      // PostgreSQL's own housekeeping may be looking at the template just now.
      if ((error as { code?: string }).code !== busyTemplate || Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
  const url = new URL(`/${name}`, template);
  return { url: url.href, drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** A small Redis of its own which forgets everything when it stops. */
export function freshRedis(): Promise<FreshRedis> {
  return startRedis({ dataDir: null });
}

async function administer(statement: string): Promise<void> {
  const orm = connectDatabase(new URL('/postgres', templateUrl()).href, 'migrate');
  try {
    await sql.raw(statement).execute(orm.em.fork().getKysely());
  } finally {
    await orm.close(true);
  }
}

function templateUrl(): string {
  const url = process.env.FRONTROW_TEST_POSTGRES;
  if (url === undefined) throw new Error('Tests run through npm test, which starts their PostgreSQL.');
  return url;
}
