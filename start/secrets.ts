import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

/**
 * The secret of this name in `dataDir`; made the first time and kept from then on, for its owner's eyes only.
 */
export async function keptSecret(dataDir: string, name: string): Promise<string> {
  const file = join(dataDir, name);
  const kept = await readFile(file, 'utf8').then((text) => text.trim(), noneYet);
  if (kept !== '') {
    await chmod(file, 0o600);
    return kept;
  }
  const made = randomBytes(32).toString('base64url');
  // Written beside and renamed, so that a crash cannot leave half a secret.
  await writeFile(`${file}.new`, `${made}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return made;
}

/** Only a secret that is not there may be made anew: one that cannot be read is still in use. */
function noneYet(error: NodeJS.ErrnoException): string {
  if (error.code !== 'ENOENT') throw new StartError(`The secret cannot be read: ${error.message}.`);
  return '';
}
