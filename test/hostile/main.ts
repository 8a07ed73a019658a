import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import setUp from '../infrastructure/global-setup.ts';
import tearDown from '../infrastructure/global-teardown.ts';
import { OnSale } from '../infrastructure/on-sale.ts';
import { fuzz } from './fuzz.ts';
import { guessAtAllDoors } from './key-guessers.ts';
import { besiege, told } from './loopers.ts';
import { report } from './report.ts';

const HELP = `Sends hostile requests and sockets to a sale of its own, and judges every answer.

  npm run test:hostile -- [--cases 20000] [--seed S] [--only INDEX]
  npm run test:hostile -- --guess SECONDS
  npm run test:hostile -- --loop SECONDS

  --cases  how many
  --seed   the same seed makes the same cases
  --only   repeats one case alone
  --guess  instead of all that: guesses keys at each door for so long, and says what the guesser and the owner met
  --loop   likewise: twenty accounts keep a sale of capacity 20 by holding and giving back, with visits and holds of so
           long, and it says for how long they have the places
`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '20000' },
    seed: { type: 'string', default: `${randomInt(2 ** 31)}` },
    only: { type: 'string' },
    guess: { type: 'string' },
    loop: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else if (values.guess !== undefined) {
  await setUp();
  try {
    await guessAtAllDoors(Number(values.guess), (line) => process.stdout.write(`${line}\n`));
  } finally {
    await tearDown();
  }
} else if (values.loop !== undefined) {
  await setUp();
  const onSale = await OnSale.start();
  try {
    const seconds = Number(values.loop);
    const siege = await besiege(onSale, { activeSeconds: seconds, holdSeconds: seconds });
    process.stdout.write(`visits and holds of ${seconds} s\n${told(siege)}\n`);
  } finally {
    await onSale.close();
    await tearDown();
  }
} else {
  const seed = Number(values.seed);
  process.stdout.write(`seed ${seed}\n`);
  await setUp();
  try {
    const run = await fuzz({
      seed,
      cases: Number(values.cases),
      ...(values.only === undefined ? {} : { only: Number(values.only) }),
      progress: (done) => {
        if (done % 5_000 === 0 && done > 0) process.stdout.write(`${done} cases\n`);
      },
    });
    const { text, faults } = report(seed, run);
    process.stdout.write(text);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    await tearDown();
  }
}
