import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { provideDemo } from '../../start/demo.ts';
import { ADMIN_KEY } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontrow-demo-'));
  await mkdir(join(folder, 'another'));
});
afterAll(() => rm(folder, { recursive: true }));

const demo = (dataDir = folder) =>
  provideDemo({ api: onSale.url, adminKey: ADMIN_KEY, dataDir, canCharge: true });
const archive = (concertId: string) =>
  onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { archived: true });

test('a demo is made where there is no concert at all, known again, and made anew once it was put away', async () => {
  const made = await demo();
  expect([made.users.length, made.concerts.length]).toEqual([3, 2]);
  expect(await demo()).toMatchObject(made);
  await archive(made.concerts[0]?.id ?? '');
  const anew = await demo();
  expect(anew.concerts.map(({ id }) => id)).not.toContain(made.concerts[1]?.id);

  for (const { id } of [...made.concerts, ...anew.concerts]) await archive(id);
  await onSale.concert({ draft: true });
  // Whoever has only drafts, and what they have put away, has concerts of their own.
  expect(await demo(join(folder, 'another'))).toEqual({ users: [], concerts: [] });
});
