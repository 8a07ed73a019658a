import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { tableOf, writeResults } from './report.ts';
import type { Findings, Scenario } from './scenario.ts';
import { beside } from './scenarios/beside.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { serverVersions } from './stage/server-versions.ts';

/**
 * `npm run bench -- [--rounds N] [scenario …]`: measures on servers of its own and prints a table for each
 * scenario. Without a name all of them are run, one after another. `--beside FOLDER` measures this checkout beside
 * another one instead.
 */
const usage = () =>
  [
    'npm run bench -- [--rounds N] [scenario …]',
    'npm run bench -- [--rounds N] --beside FOLDER   this checkout beside another, in turns',
    '',
    ...SCENARIOS.map(({ name, title }) => `  ${name.padEnd(14)} ${title}`),
  ].join('\n');

function asked(): { rounds: number; scenarios: readonly Scenario[] } | null {
  const { values, positionals } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      beside: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const rounds = Number(values.rounds);
  const unknown = positionals.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (values.help || unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
    if (unknown.length > 0) console.error(`There is no scenario "${unknown.join('", "')}".`);
    if (!Number.isInteger(rounds) || rounds < 1) console.error('--rounds must be a whole number from 1.');
    console.error(usage());
    process.exitCode = values.help ? 0 : 1;
    return null;
  }
  if (values.beside !== undefined) return { rounds, scenarios: [beside(values.beside)] };
  const scenarios = SCENARIOS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  return { rounds, scenarios };
}

async function bench(): Promise<void> {
  const wanted = asked();
  if (wanted === null) return;
  const { rounds, scenarios } = wanted;
  const done: { scenario: Scenario; findings: Findings }[] = [];
  const say = (line: string) => console.error(`  ${line}`);
  try {
    for (const scenario of scenarios) {
      console.error(`${scenario.name}: ${scenario.title}`);
      try {
        const findings = await scenario.run({ rounds, say });
        done.push({ scenario, findings });
        console.log(`\n## ${scenario.name}\n\n${tableOf(scenario, findings)}\n`);
      } catch (error) {
        // One that cannot be measured says why, and the others are measured.
        console.error(error);
        process.exitCode = 1;
      }
    }
  } finally {
    if (done.length > 0) {
      const file = await writeResults(rounds, done, await serverVersions());
      console.error(`All figures are in ${relative('', file)}.`);
    }
  }
}

await bench();
