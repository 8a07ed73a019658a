import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../start-error.ts';

const run = promisify(execFile);

export interface Account {
  uid: number;
  gid: number;
}

/**
 * The account that PostgreSQL runs as: null means the one that we have. PostgreSQL refuses to run as root, so
 * root lends it the account that owns the data already, or another existing one, or makes one for it.
 */
export async function postgresAccount(dataDir: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const data = await stat(join(dataDir, 'PG_VERSION')).catch(() => null);
  if (data && data.uid !== 0) return { uid: data.uid, gid: data.gid };
  const existing = (await accountNamed('postgres')) ?? (await accountNamed('frontrow'));
  if (existing) return existing;
  const made = await run('useradd', ['--system', '--user-group', '--no-create-home', 'frontrow']).then(
    () => accountNamed('frontrow'),
    () => accountNamed('nobody'),
  );
  if (made) return made;
  throw new StartError(
    'PostgreSQL refuses to run as root and no other account could be made: ' +
      'start as a plain user, or set DATABASE_URL to a PostgreSQL of yours.',
  );
}

async function accountNamed(name: string): Promise<Account | null> {
  const id = async (option: string) => Number((await run('id', [option, name])).stdout);
  return Promise.all([id('-u'), id('-g')]).then(
    ([uid, gid]) => ({ uid, gid }),
    () => null,
  );
}
