import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached, cachePlaces } from '../../start/embedded/cache.ts';
import { librariesIn, release, unpackPackages } from '../../start/embedded/debian-packages.ts';

const run = promisify(execFile);

export interface Chromium {
  path: string;
  /** What it needs in its surroundings beside those of this process. */
  env: Record<string, string>;
}

/** The Chromium that CHROMIUM names, or this machine's, or else, on Debian, the one that it would install. */
export async function theChromium(): Promise<Chromium> {
  const installed = process.env.CHROMIUM || (await onThePath());
  if (installed !== null) return { path: installed, env: {} };
  try {
    const name = `chromium-${await release()}-${process.arch}`;
    return await unpacked(await cached(name, cachePlaces(false), fetchChromium));
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    throw new Error(
      'There is no Chromium here, in which the tests of the pages look at them: install one (apt-get install ' +
        'chromium, dnf install chromium, brew install --cask chromium), or name one by CHROMIUM=/path/to/chromium. ' +
        `Fetching it failed: ${reason}`,
    );
  }
}

async function onThePath(): Promise<string | null> {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const look = names.map((name) => `command -v ${name}`).join(' || ');
  return run('/bin/sh', ['-c', look]).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

/** Unpacks Debian's Chromium, and what it needs of what this machine has not, and sees that it runs. */
async function fetchChromium(folder: string): Promise<void> {
  process.stderr.write('There is no Chromium here: fetching the one of Debian, once.\n');
  await unpackPackages(folder, async (aptGet) => {
    const installing = await aptGet('install', '--simulate', '--no-install-recommends', 'chromium');
    const names = installing.matchAll(/^Inst (\S+)/gm);
    return [...new Set(['chromium', 'chromium-common', ...Array.from(names, ([, name]) => name as string)])];
  });
  await writeFile(join(folder, 'fonts.conf'), FONTS);
  const { path, env } = await unpacked(folder);
  await run(path, ['--version'], { env: { ...process.env, ...env } });
}

/** The fonts of this machine and those that came along. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">usr/share/fonts</dir>
</fontconfig>
`;

async function unpacked(folder: string): Promise<Chromium> {
  return {
    path: join(folder, 'usr', 'lib', 'chromium', 'chromium'),
    env: { LD_LIBRARY_PATH: await librariesIn(folder), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}
