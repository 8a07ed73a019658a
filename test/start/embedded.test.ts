import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { connectDatabase } from '../../src/database/connect.ts';
import { startPostgres } from '../../start/embedded-postgres.ts';
import { startRedis } from '../../start/embedded-redis.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontrow-embedded-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function query<Row>(url: string, statement: string): Promise<Row[]> {
  const orm = connectDatabase(url, 'migrate');
  try {
    return (await sql.raw<Row>(statement).execute(orm.em.fork().getKysely())).rows;
  } finally {
    await orm.close(true);
  }
}

async function redis<Answer>(url: string, ask: (client: Redis) => Promise<Answer>): Promise<Answer> {
  const client = new Redis(url);
  try {
    return await ask(client);
  } finally {
    client.disconnect();
  }
}

describe('the embedded PostgreSQL', () => {
  test('keeps its data when it is stopped, and when it is killed', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'frontrow-embedded-'));
    try {
      const first = await startPostgres({ dataDir });
      await query(first.url, 'CREATE TABLE kept (word text)');
      await query(first.url, `INSERT INTO kept VALUES ('stopped')`);
      await first.stop();

      const second = await startPostgres({ dataDir });
      await query(second.url, `INSERT INTO kept VALUES ('killed')`);
      process.kill(second.pid, 'SIGKILL');
      await second.ended;
      await expect(readFile(join(dataDir, 'postmaster.pid'), 'utf8')).resolves.toContain(`${second.pid}\n`);

      const third = await startPostgres({ dataDir });
      await expect(query(third.url, 'SELECT word FROM kept ORDER BY word')).resolves.toEqual([
        { word: 'killed' },
        { word: 'stopped' },
      ]);
      await expect(startPostgres({ dataDir, leftoverPatienceMs: 0 })).rejects.toThrow(
        `Another PostgreSQL (process ${third.pid}) is using`,
      );
      await third.stop();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

describe('the embedded Redis', () => {
  test('keeps its data in the append-only file', async () => {
    const dataDir = join(folder, 'redis');
    const first = await startRedis({ dataDir });
    await redis(first.url, (client) => client.set('word', 'kept'));
    await first.stop();
    const second = await startRedis({ dataDir });
    await expect(redis(second.url, (client) => client.get('word'))).resolves.toBe('kept');
    await second.stop();
  });

  test('starts empty without a folder, and never evicts', async () => {
    const server = await startRedis({ dataDir: null });
    await redis(server.url, async (client) => {
      await expect(client.dbsize()).resolves.toBe(0);
      await expect(client.config('GET', 'maxmemory-policy')).resolves.toEqual([
        'maxmemory-policy',
        'noeviction',
      ]);
      await expect(client.config('GET', 'appendonly')).resolves.toEqual(['appendonly', 'no']);
    });
    await server.stop();
  });
});
