import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { longForm, type Size, shortForm } from './plan.ts';
import { runFaults } from './run.ts';

/**
 * `npm run test:faults -- [--minutes N] [--seed S]`: breaks a whole sale, again and again, and looks whether
 * anything was lost or done twice. Without minutes it is the short form that `npm test` runs as well.
 */
const usage = [
  'npm run test:faults -- [--minutes N] [--seed S]',
  '',
  '  --minutes N  for how long things are broken; without it every fault happens once or twice',
  '  --seed S     makes the plan of an earlier run again',
].join('\n');

function asked(): { seed: string; minutes: number | null } | null {
  try {
    const { values } = parseArgs({
      options: { minutes: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
    });
    const minutes = values.minutes === undefined ? null : Number(values.minutes);
    if (minutes !== null && !(minutes > 0)) throw new Error('--minutes must be a number above 0.');
    if (values.help !== true) return { seed: values.seed ?? randomBytes(4).toString('hex'), minutes };
    console.log(usage);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
    process.exitCode = 1;
  }
  return null;
}

async function testFaults(): Promise<void> {
  const wanted = asked();
  if (wanted === null) return;
  const { seed, minutes } = wanted;
  const size: Size = minutes === null ? shortForm : longForm(minutes);
  console.log(`seed ${seed}`);
  const found = await runFaults({ seed, size, say: (line) => console.log(line) });
  if (found.length === 0) {
    console.log('Nothing was lost and nothing was done twice.');
    return;
  }
  const again = `npm run test:faults --${minutes === null ? '' : ` --minutes ${minutes}`} --seed ${seed}`;
  console.error(`${found.join('\n')}\n\nAgain: ${again}`);
  process.exitCode = 1;
}

await testFaults();
