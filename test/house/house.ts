import { dirname, join } from 'node:path';
import type { Files } from './files.ts';

/** One line that brings something of ours into a file. */
export interface Import {
  from: string;
  to: string;
  /** Types are gone when the program runs. */
  typeOnly: boolean;
}

/**
 * The floors of the house, the ground first. A file may import what stands on its own floor or below it. The
 * database has a ground floor, which everybody stands on, and a roof, where all entities come together.
 */
export const FLOORS: readonly (readonly string[])[] = [
  ['config/'],
  ['src/database/', 'src/observability/', 'src/run-role.ts'],
  ['src/lane/'],
  ['src/contract/', 'src/language/', 'src/sale/'],
  ['src/admission/', 'src/booking/', 'src/wallet/'],
  ['src/on-sale.ts', 'src/outcome.ts'],
  ['src/reads/'],
  ['src/audit/'],
  ['src/operators/'],
  ['src/database/entities.ts', 'src/database/connect.ts', 'src/database/migrate.ts', 'src/audit/main.ts'],
  ['src/identity/', 'src/observability/health.ts'],
  ['src/live/'],
  ['src/api/'],
  ['src/api/main.ts', 'workers/'],
  ['start/'],
  ['client/'],
  ['client/generator/'],
  ['bench/'],
  ['web/'],
];

/**
 * The two lanes stand beside each other and share the sale alone. Workers decide and never answer anybody, so they
 * know no identity, socket or route. `npm start` starts the roles as processes and has none of their code in its own.
 */
const STRANGERS: readonly [string, readonly string[]][] = [
  ['src/admission/', ['src/booking/', 'src/wallet/']],
  ['src/booking/', ['src/admission/', 'src/wallet/']],
  ['src/wallet/', ['src/admission/', 'src/booking/']],
  ['workers/', ['src/operators/', 'src/reads/', 'src/language/', 'src/identity/', 'src/live/', 'src/api/']],
  ['start/', ['src/', 'workers/']],
];

/** What a program may be made of that runs in browsers and at integrators': the one live connection, and its own parts. */
const CLIENT_KNOWS = /^(client\/(?!generator\/)|socket\.io-client$)/;

const KERNEL_KNOWS = /^(config|src\/lane|src\/database|src\/observability)\//;

/** Where requests are decided. */
const DECIDES = /^src\/lane\/(decider|decide)\.ts$/;

/** `Orm` is what everybody calls a connected database; that type may be named anywhere. */
const TYPES_FOR_ALL = new Set(['src/database/connect.ts']);

/** The only place that may look into the environment, and the one that hands it to a child process. */
const READS_ENVIRONMENT = /^(config\/|start\/inherited-environment\.ts$)/;

export function importsOf(files: Files): Import[] {
  const imports: Import[] = [];
  const lines =
    /^\s*(?:import|export)\s+(type\s+)?(?:[\w*\s{},$]*?\sfrom\s+)?['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]/gm;
  for (const [from, text] of files) {
    for (const [, type, named, dynamic] of text.matchAll(lines)) {
      imports.push({ from, to: join(dirname(from), named ?? dynamic ?? ''), typeOnly: type !== undefined });
    }
  }
  return imports;
}

/** The most exact name that fits counts: a file stands where it is named itself, else where its folder is. */
export function floorOf(path: string): number {
  let best = { floor: -1, length: 0 };
  for (const [floor, names] of FLOORS.entries()) {
    for (const name of names) {
      const fits = name.endsWith('/') ? path.startsWith(name) : path === name;
      if (fits && name.length > best.length) best = { floor, length: name.length };
    }
  }
  return best.floor;
}

const arrow = ({ from, to }: Import) => `${from} -> ${to}`;

/** Files that stand on no floor, and imports that go up. */
export function upwardImports(files: Files): string[] {
  const homeless = [...files.keys()]
    .filter((path) => floorOf(path) < 0)
    .map((path) => `${path} stands on no floor`);
  const upward = importsOf(files).filter(
    ({ from, to, typeOnly }) => floorOf(to) > floorOf(from) && !(typeOnly && TYPES_FOR_ALL.has(to)),
  );
  return [...homeless, ...upward.map(arrow)];
}

/** Imports that name a file which is not there. */
export const brokenImports = (files: Files): string[] =>
  importsOf(files)
    .filter(({ to }) => !files.has(to))
    .map(arrow);

/** The API knows kinds and not how they come to be decided: whoever decides is made by workers alone. */
export const deciderImports = (files: Files): string[] =>
  importsOf(files)
    .filter(
      ({ from, to, typeOnly }) =>
        DECIDES.test(to) && !typeOnly && !from.startsWith('src/lane/') && !from.startsWith('workers/'),
    )
    .map(arrow);

/** What the kernel knows beside itself, the settings and the ground floor. */
export const kernelImports = (files: Files): string[] =>
  importsOf(files)
    .filter(({ from, to }) => from.startsWith('src/lane/') && !KERNEL_KNOWS.test(to))
    .map(arrow);

/** Imports between parts that stand beside each other, on the same floors, and must not know each other. */
export const strangeImports = (files: Files): string[] =>
  importsOf(files)
    .filter(({ from, to }) =>
      STRANGERS.some(([who, whom]) => from.startsWith(who) && whom.some((name) => to.startsWith(name))),
    )
    .map(arrow);

/** What the client knows beside itself; only its generator sees the service, which never leaves this house. */
export const clientImports = (files: Files): string[] =>
  [...files].flatMap(([path, text]) => {
    if (!path.startsWith('client/') || path.startsWith('client/generator/')) return [];
    return [...text.matchAll(/^(?:import|export)\s(?:[^;'"]*\sfrom\s+)?['"]([^'"]+)['"]/gm)]
      .map(([, named = '']) => (named.startsWith('.') ? join(dirname(path), named) : named))
      .filter((named) => !CLIENT_KNOWS.test(named))
      .map((named) => `${path} -> ${named}`);
  });

/** Files in which the environment is read past the settings. */
export const environmentReaders = (files: Files): string[] =>
  [...files]
    .filter(
      ([path, text]) => !READS_ENVIRONMENT.test(path) && /\bprocess\s*\.\s*env\b|\bprocess\[/.test(text),
    )
    .map(([path]) => path);

/** Rings of files that import each other when the program runs, each told once. */
export function cycles(files: Files): string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to, typeOnly } of importsOf(files)) {
    if (!typeOnly) targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    const before = trail.indexOf(path);
    if (before >= 0) found.push([...trail.slice(before), path].join(' -> '));
    if (before >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return found;
}
