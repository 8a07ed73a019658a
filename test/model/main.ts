import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import setUp from '../infrastructure/global-setup.ts';
import tearDown from '../infrastructure/global-teardown.ts';
import { CORPUS } from './corpus.ts';
import { RunningSale } from './running-sale.ts';
import { MISHAPS, tell, tellMany } from './tell.ts';

/*
 * npm run test:model -- --runs N --seed S --mishaps M: the stories of `model.test.ts`, as many as asked for, on
 * servers of its own. `--path` and `--replay` tell one story that failed, as it was printed.
 */

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    mishaps: { type: 'string', default: String(MISHAPS) },
    path: { type: 'string' },
    replay: { type: 'string' },
  },
});
const telling = {
  runs: Number(values.runs),
  seed: Number(values.seed),
  mishaps: Number(values.mishaps),
  path: values.path,
  replay: values.replay,
};
console.log(`seed ${telling.seed}, ${telling.runs} stories`);

await setUp();
const sale = await RunningSale.start();
const began = performance.now();
try {
  for (const { steps } of CORPUS) await tell(sale, steps);
  await tellMany(sale, telling);
  console.log('all came out as the model foretold');
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  console.log(Object.fromEntries([...sale.happened].sort()));
  console.log(`${Math.round((performance.now() - began) / 1_000)} s`);
  await sale.close();
  await tearDown();
}
