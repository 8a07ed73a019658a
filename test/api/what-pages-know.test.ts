import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiEnvironment } from '../../config/environment.ts';
import { startApi } from '../../src/api/api-process.ts';
import { call } from '../infrastructure/call.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const USERS = [{ id: 'b2a7e1c4-93d5-4c1f-8e60-5f4a1c7d9b32', name: '김하늘' }];
const JWT = { mode: 'jwt', keys: { secret: 'the-secret-of-the-provider' } } as const;

const onSale = useOnSale({ apis: 0, workers: 0, schedulers: 0, laws: 'at the end' });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontrow-site-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** What a service with these settings tells its pages. */
async function siteOf(settings: Partial<ApiEnvironment>) {
  const api = await startApi({ ...onSale.environment, ...settings });
  try {
    return (await call(`http://127.0.0.1:${api.port}`, 'GET', '/v1/site')).body;
  } finally {
    await api.close();
  }
}

test('pages are told how users are known and what money is', async () => {
  expect(await siteOf({})).toEqual({ identity: 'trust', currency: 'KRW', wallet: 'open' });
  expect(await siteOf({ identity: JWT })).toEqual({ identity: 'jwt', currency: 'KRW', wallet: 'open' });
});

test('the users of the demo are offered where a user id is simply believed, and nowhere else', async () => {
  const demoFile = join(folder, 'demo.json');
  await writeFile(demoFile, JSON.stringify({ users: USERS, concerts: [] }));

  expect(await siteOf({ demoFile })).toEqual({
    identity: 'trust',
    currency: 'KRW',
    wallet: 'open',
    demo: { users: USERS },
  });
  expect(await siteOf({ demoFile, identity: JWT })).toEqual({
    identity: 'jwt',
    currency: 'KRW',
    wallet: 'open',
  });
});

test('a demo that was not made yet, or is being written, is no fault', async () => {
  const demoFile = join(folder, 'half.json');
  expect(await siteOf({ demoFile })).toEqual({ identity: 'trust', currency: 'KRW', wallet: 'open' });
  await writeFile(demoFile, '{ "users": [');
  expect(await siteOf({ demoFile })).toEqual({ identity: 'trust', currency: 'KRW', wallet: 'open' });
});
