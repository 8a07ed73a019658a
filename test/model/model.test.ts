import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, test } from '@jest/globals';
import { CORPUS } from './corpus.ts';
import { RunningSale } from './running-sale.ts';
import { MISHAPS, tell, tellMany } from './tell.ts';

let sale: RunningSale;
beforeAll(async () => {
  sale = await RunningSale.start();
});
afterAll(() => sale.close());

test.each(CORPUS)('what went wrong once: $wrong', async ({ steps }) => tell(sale, steps), 60_000);

const RUNS = 3;
const seed = randomInt(2 ** 31);

test('stories at random come out as the model foretells', async () => {
  const again = `npm run test:model -- --runs ${RUNS} --seed ${seed}`;
  process.stderr.write(`stories at random: ${again}\n`);
  await tellMany(sale, { seed, runs: RUNS, mishaps: MISHAPS });
}, 300_000);
