import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { asyncApi } from '../../src/api/description/asyncapi.ts';
import { openApi } from '../../src/api/description/openapi.ts';
import { ROUTES } from '../../src/api/routes.ts';
import { descriptionText, type HttpDescription, type SocketDescription } from './description-text.ts';

const root = join(import.meta.dirname, '..', '..');

export const DESCRIPTION_FILE = join(root, 'client', 'description.ts');

/** `description.ts` as it must be now, formatted like everything else. Asks no server and no database. */
export function descriptionFile(): string {
  const http: HttpDescription = JSON.parse(JSON.stringify(openApi(ROUTES)));
  const socket: SocketDescription = JSON.parse(JSON.stringify(asyncApi()));
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'format', '--stdin-file-path=client/description.ts'],
    { cwd: root, input: descriptionText(http, socket), encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
