import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

/** Two pages that share their parts. Everything lies in files of their own, for the policy allows nothing inline. */
export default defineConfig({
  root,
  base: '/',
  // Whatever the surroundings say: no names of files on the machine that built it, and no checks for its developers.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    outDir: join(root, 'dist'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { fan: join(root, 'index.html'), operator: join(root, 'admin', 'index.html') } },
  },
});
