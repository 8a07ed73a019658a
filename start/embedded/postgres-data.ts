import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../start-error.ts';
import type { Account } from './postgres-account.ts';
import type { PostgresPrograms } from './postgres-programs.ts';

const run = promisify(execFile);

/** Where root keeps the data when PostgreSQL's own account cannot enter the folder that was asked for. */
const enterablePlace = '/var/lib/frontrow';

/** The owner of every embedded database. */
export const owner = 'frontrow';

// PostgreSQL must not be led astray by settings meant for other servers, and must answer in words we know.
export const plainEnvironment = { LC_ALL: 'C' };

/** The password of this data; it lies among the data, as readable as they are. */
export function passwordOf(folder: string): Promise<string> {
  return readFile(join(folder, 'frontrow.password'), 'utf8');
}

/**
 * The folder that really holds the data for `dataDir`, existing and open to the account. If the account
 * cannot get at `dataDir` (a project in root's home), `dataDir` becomes a link to a place where it can.
 */
export async function dataFolder(dataDir: string, account: Account | null): Promise<string> {
  const asked = resolve(dataDir);
  const link = await lstat(asked).catch(() => null);
  if (link?.isSymbolicLink() && !(await stat(asked).catch(() => null))) await unlink(asked);
  await mkdir(asked, { recursive: true });
  const folder = await realpath(asked);
  if (account === null) return folder;
  const empty = (await readdir(folder)).length === 0;
  if (empty) await chown(folder, account.uid, account.gid);
  if (await canEnter(folder, account)) return folder;
  if (!empty) {
    throw new StartError(
      `PostgreSQL's account (uid ${account.uid}) cannot enter ${folder}: ` +
        'let others enter the folders above it, or choose another DATA_DIR.',
    );
  }
  await mkdir(enterablePlace, { recursive: true, mode: 0o755 });
  const elsewhere = await mkdtemp(join(enterablePlace, 'postgres-'));
  await chown(elsewhere, account.uid, account.gid);
  await rm(asked, { recursive: true });
  await symlink(elsewhere, asked);
  return elsewhere;
}

async function canEnter(folder: string, account: Account): Promise<boolean> {
  return run('/bin/sh', ['-c', 'cd "$0" && test -w .', folder], { cwd: '/', ...account }).then(
    () => true,
    () => false,
  );
}

/**
 * Makes a new cluster in the empty folder, with one database and a password of its own. It is made beside the
 * folder and then renamed, so that a crash half way leaves the folder empty rather than half filled.
 */
export async function createCluster(
  folder: string,
  { database, durable }: { database: string; durable: boolean },
  programs: PostgresPrograms,
  account: Account | null,
): Promise<void> {
  const as = { cwd: '/', env: plainEnvironment, ...account };
  const draft = await mkdtemp(join(dirname(folder), '.postgres-'));
  const data = join(draft, 'data');
  const passwordFile = join(draft, 'password');
  const options = [
    ['--pgdata', data],
    ['--username', owner],
    ['--auth', 'scram-sha-256'],
    ['--pwfile', passwordFile],
    // The builtin provider sorts alike on every machine, whatever locales it has.
    ['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ['--no-instructions', ...(durable ? [] : ['--no-sync'])],
  ];
  try {
    await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (account) for (const path of [draft, passwordFile]) await chown(path, account.uid, account.gid);
    await run(programs.initdb, options.flat(), as);
    const single = run(programs.postgres, ['--single', '-D', data, 'postgres'], as);
    single.child.stdin?.end(`CREATE DATABASE "${database}"\n`);
    await single;
    await rename(passwordFile, join(data, 'frontrow.password'));
    await rename(data, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
