import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;

/** Beside each text its compressed forms, which the server hands to whoever understands them. */
const compressed: Plugin = {
  name: 'compressed',
  async writeBundle({ dir = root }, bundle) {
    const texts = Object.keys(bundle).filter((name) => /\.(js|css|html)$/.test(name));
    await Promise.all(
      texts.map(async (name) => {
        const path = join(dir, name);
        const text = await readFile(path);
        await writeFile(`${path}.br`, await promisify(brotliCompress)(text));
        await writeFile(`${path}.gz`, await promisify(gzip)(text));
      }),
    );
  },
};

/** Two pages that share their parts. Everything lies in files of their own, for the policy allows nothing inline. */
export default defineConfig({
  root,
  base: '/',
  // Whatever the surroundings say: no names of files on the machine that built it, and no checks for its developers.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  plugins: [compressed],
  build: {
    outDir: join(root, 'dist'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { fan: join(root, 'index.html'), operator: join(root, 'admin', 'index.html') } },
  },
});
