import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Findings, Judgement, Row, Scenario } from './scenario.ts';

const root = join(import.meta.dirname, '..');

const number = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));

const parametersOf = (row: Row) =>
  Object.entries(row.parameters)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/** The rows of one scenario as a Markdown table, and below it what was to be reached. */
export function tableOf({ title }: Scenario, { rows, judgements }: Findings): string {
  const sampled = rows.filter(({ sample }) => sample !== undefined);
  const other = rows.filter(({ figures }) => figures !== undefined);
  const parts = [title];
  if (sampled.length > 0) parts.push(sampleTable(sampled));
  if (other.length > 0) parts.push(figureTable(other));
  parts.push(judgements.map(lineOf).join('\n'));
  return parts.join('\n\n');
}

function sampleTable(rows: readonly Row[]): string {
  const processes = [...new Set(rows.flatMap(({ sample }) => Object.keys(sample?.cpuMicros ?? {})))];
  const used = processes.filter((name) => rows.some(({ sample }) => (sample?.cpuMicros[name] ?? 0) >= 1));
  const header = ['contender', 'with', 'per second', 'p50 ms', 'p95 ms', 'p99 ms'];
  header.push(...used.map((name) => `${name} µs`), 'all µs', 'commits', 'WAL bytes');
  header.push('Redis round trips', 'peak MiB');
  const lines = rows.flatMap((row) => {
    const { sample } = row;
    if (sample === undefined) return [];
    const { latency, cpuMicros } = sample;
    const all = Object.values(cpuMicros).reduce((sum, micros) => sum + micros, 0);
    const figures = [sample.perSecond, latency.p50, latency.p95, latency.p99];
    figures.push(...used.map((name) => cpuMicros[name] ?? 0), all);
    figures.push(sample.commits, sample.walBytes, sample.redisRoundTrips);
    const memory = Object.entries(sample.memory).map(([name, mebibytes]) => `${name} ${mebibytes}`);
    return [[row.contender, parametersOf(row), ...figures.map(number), memory.join(', ')]];
  });
  return markdown(header, lines);
}

function figureTable(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures ?? {})))];
  return markdown(
    ['contender', 'with', ...names],
    rows.map((row) => [
      row.contender,
      parametersOf(row),
      ...names.map((name) => (row.figures?.[name] === undefined ? '' : number(row.figures[name]))),
    ]),
  );
}

const markdown = (header: readonly string[], lines: readonly string[][]) =>
  [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const lineOf = ({ what, value, wanted, met }: Judgement) =>
  `- ${met ? 'reached' : 'MISSED'}: ${what}: ${number(value)} (${wanted})`;

/** Writes everything to a file of its own, with what is needed to judge and repeat it. Answers the file's name. */
export async function writeResults(
  rounds: number,
  done: readonly { scenario: Scenario; findings: Findings }[],
  servers: Record<string, string>,
): Promise<string> {
  const at = new Date().toISOString();
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const versionOf = (name: string) => lock.packages[`node_modules/${name}`]?.version;
  const packages = ['koa', 'bullmq', 'ioredis', '@mikro-orm/core', 'pg', 'socket.io', 'jose', 'pino'];
  const results = {
    at,
    rounds,
    machine: {
      cores: availableParallelism(),
      processor: cpus()[0]?.model,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
    },
    versions: {
      node: process.version,
      ...servers,
      ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    },
    scenarios: done.map(({ scenario, findings }) => ({ name: scenario.name, ...findings })),
  };
  const file = join(root, 'bench', 'results', `${at.replaceAll(':', '-')}.json`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  return file;
}
