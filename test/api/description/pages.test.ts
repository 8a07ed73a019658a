import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Koa from 'koa';
import { descriptionPages } from '../../../src/api/description/pages.ts';
import { RENDERER_PATH } from '../../../src/api/description/renderer.ts';
import { ROUTES } from '../../../src/api/routes.ts';

const server = createServer(new Koa().use(descriptionPages(ROUTES)).callback());

beforeAll(() => new Promise<void>((started) => server.listen(0, '127.0.0.1', started)));
afterAll(() => new Promise((ended) => server.close(ended)));

interface Answer {
  status: number | undefined;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** As it is on the wire, which fetch does not show. */
const ask = (path: string, encoding = 'identity', method = 'GET'): Promise<Answer> =>
  new Promise((answered, failed) => {
    const { port } = server.address() as AddressInfo;
    request(
      { port, path, method, agent: false, headers: { 'accept-encoding': encoding } },
      async (response) => {
        const body = Buffer.concat(await response.toArray());
        answered({ status: response.statusCode, headers: response.headers, body });
      },
    )
      .on('error', failed)
      .end();
  });

const text = async (path: string) => (await ask(path)).body.toString();

const PAGES: [string, string][] = [
  ['/openapi.json', 'application/json'],
  ['/asyncapi.json', 'application/json'],
  ['/docs', 'text/html'],
  ['/docs/events', 'text/html'],
  ['/docs/style.css', 'text/css'],
  ['/docs/refusal-links.js', 'text/javascript'],
  [RENDERER_PATH, 'text/javascript'],
];

test.each(PAGES)('%s is the same in every encoding', async (path, type) => {
  const [plain, brotli, gzip] = await Promise.all([ask(path), ask(path, 'gzip, br'), ask(path, 'gzip')]);
  for (const { status, headers } of [plain, brotli, gzip]) {
    expect([status, headers['content-type']]).toEqual([200, `${type}; charset=utf-8`]);
    expect(headers.vary).toContain('Accept-Encoding');
  }
  expect([plain, brotli, gzip].map(({ headers }) => headers['content-encoding'])).toEqual([
    undefined,
    'br',
    'gzip',
  ]);
  // Not by toEqual, which compares byte by byte for half a minute.
  expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
  expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
});

test.each(PAGES)('%s is asked for by GET or HEAD only', async (path) => {
  const head = await ask(path, 'identity', 'HEAD');
  expect([head.status, head.body]).toEqual([200, Buffer.alloc(0)]);
  const post = await ask(path, 'identity', 'POST');
  expect([post.status, post.headers.allow]).toEqual([405, 'HEAD, GET']);
});

test('only what is named by its content is kept for ever', async () => {
  expect((await ask(RENDERER_PATH)).headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect((await ask('/docs')).headers['cache-control']).toBe('public, max-age=300');
});

test.each(['/docs', '/docs/events'])(
  '%s lets nothing in from elsewhere and nothing of its own inline',
  async (path) => {
    const policy = String((await ask(path)).headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|http|\*/);
    const page = await text(path);
    expect(page).not.toMatch(/ style=|<style| on\w+=|https?:/);
    for (const [, attributes, content] of page.matchAll(/<script([^>]*)>([^<]*)/g)) {
      expect(attributes).toMatch(/ src="\/docs\/[\w.-]+"/);
      expect(content).toBe('');
    }
  },
);
