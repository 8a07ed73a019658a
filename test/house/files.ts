import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** What nobody of us wrote. */
const NOT_OURS = new Set([
  'node_modules',
  '.git',
  '.data',
  '.cache',
  'dist',
  'coverage',
  'package-lock.json',
]);
const TEXT = /\.(tsx?|js|mjs|json|ya?ml|md|html|css|svg|sh|txt)$|^[^.]+$|^\.[\w-]+$/;

/** Texts by path from the project's root. */
export type Files = ReadonlyMap<string, string>;

/** Every text file under these folders and files; the whole project unless some are named. */
export async function readFiles(...names: string[]): Promise<Files> {
  const files = new Map<string, string>();
  const read = async (path: string): Promise<void> => {
    files.set(relative(root, path), await readFile(path, 'utf8'));
  };
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile() && TEXT.test(entry.name)) await read(path);
    }
  };
  for (const name of names.length === 0 ? ['.'] : names) await walk(join(root, name));
  return files;
}
