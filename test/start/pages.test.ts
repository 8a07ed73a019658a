import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SITE_FOLDER } from '../../src/api/site.ts';
import { openLog } from '../../start/log.ts';
import { buildPagesIfMissing, PAGES_FOLDER } from '../../start/pages.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontrow-pages-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the first start builds the pages, and the next leaves them as they are', async () => {
  const log = await openLog(join(folder, 'log'), () => {});
  const dist = join(folder, 'dist');
  await buildPagesIfMissing(log, dist);
  const pages = ['index.html', join('admin', 'index.html')];
  const assets = await readdir(join(dist, 'assets'));
  for (const page of pages) {
    const html = await readFile(join(dist, page), 'utf8');
    const named = [...html.matchAll(/(?:src|href)="\/assets\/([^"]+)"/g)].map(([, name]) => name as string);
    expect(named.length).toBeGreaterThan(0);
    expect(assets).toEqual(expect.arrayContaining(named));
    // The policy under which they are served forbids what is written into a page, and what comes from elsewhere.
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  }
  const built = await Promise.all(pages.map(async (page) => (await stat(join(dist, page))).mtimeMs));
  await buildPagesIfMissing(log, dist);
  await log.close();
  expect(await Promise.all(pages.map(async (page) => (await stat(join(dist, page))).mtimeMs))).toEqual(built);
});

test('they are built where the API looks for them', () => {
  expect(PAGES_FOLDER).toBe(SITE_FOLDER);
});
