import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Koa from 'koa';
import { descriptionPages } from '../../src/api/description/pages.ts';
import { site } from '../../src/api/site.ts';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Asks for exactly this path: a client of ours would straighten it before it is sent. */
function ask(
  server: Server,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** The pages of a folder, and behind them what the API has at the same addresses where there are none. */
async function serve(folder: string): Promise<Server> {
  const app = new Koa();
  app.silent = true;
  app.use(site(folder));
  app.use(descriptionPages([]));
  const server = createServer(app.callback()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

let above: string;
let built: Server;
let notBuilt: Server;

beforeAll(async () => {
  above = await mkdtemp(join(tmpdir(), 'frontrow-site-'));
  const folder = join(above, 'dist');
  await mkdir(join(folder, 'assets', 'inner'), { recursive: true });
  await mkdir(join(folder, 'admin'));
  const files = {
    'secret.txt': 'nobody may read this',
    'dist/index.html': '<!doctype html><title>fans</title>',
    'dist/admin/index.html': '<!doctype html><title>operators</title>',
    'dist/icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'dist/notes.txt': 'no part of the pages',
    'dist/assets/fan-Ab12_-x.js': 'export {};',
    'dist/assets/fan-Ab12_-x.css': 'body {}',
    'dist/assets/fan-Ab12_-x.css.br': 'as if compressed by brotli',
    'dist/assets/fan-Ab12_-x.css.gz': 'as if compressed by gzip',
    'dist/assets/.hidden': 'nobody may read this',
    'dist/assets/inner/deep.js': 'export {};',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(above, name), text);
  built = await serve(folder);
  notBuilt = await serve(join(above, 'never-built'));
});

afterAll(async () => {
  for (const server of [built, notBuilt]) await new Promise((resolve) => server.close(resolve));
  await rm(above, { recursive: true, force: true });
});

describe('where the pages were built', () => {
  test.each([
    ['br, gzip', 'br', 'as if compressed by brotli'],
    ['gzip', 'gzip', 'as if compressed by gzip'],
    ['identity', undefined, 'body {}'],
  ])(
    'whoever understands %s gets the file in the form that the build left for it',
    async (accepted, form, body) => {
      const answer = await ask(built, 'GET', '/assets/fan-Ab12_-x.css', { 'accept-encoding': accepted });
      expect(answer).toMatchObject({ status: 200, body });
      expect(answer.headers['content-encoding']).toBe(form);
      expect(answer.headers['content-type']).toBe('text/css; charset=utf-8');
      expect(answer.headers.vary).toContain('Accept-Encoding');
    },
  );

  test.each([
    ['/', 'fans'],
    ['/admin', 'operators'],
    ['/admin/', 'operators'],
  ])('%s is the page of %s, asked for anew each time', async (path, title) => {
    const answer = await ask(built, 'GET', path);
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'max-age=0' },
      body: `<!doctype html><title>${title}</title>`,
    });
  });

  test.each([
    ['/assets/fan-Ab12_-x.js', /^(application|text)\/javascript/],
    ['/assets/fan-Ab12_-x.css', /^text\/css/],
  ])('%s, which is named by its content, is kept for ever', async (path, type) => {
    const { status, headers } = await ask(built, 'GET', path);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(type);
    expect(headers['cache-control']).toBe('max-age=31536000,immutable');
  });

  test('the icon may change, so it is not', async () => {
    const { status, headers } = await ask(built, 'GET', '/icon.svg');
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'image/svg+xml',
      'max-age=0',
    ]);
  });

  test.each(['/', '/admin', '/icon.svg', '/assets/fan-Ab12_-x.js'])(
    '%s lets nothing in that is foreign or written into the page',
    async (path) => {
      const { headers } = await ask(built, 'GET', path);
      const policy = new Map(
        headers['content-security-policy']
          ?.toString()
          .split('; ')
          .map((rule) => rule.split(/ (.*)/) as [string, string]),
      );
      expect(policy.get('default-src')).toBe("'none'");
      for (const rule of ['script-src', 'style-src', 'connect-src']) expect(policy.get(rule)).toBe("'self'");
      for (const rule of ['base-uri', 'form-action']) expect(policy.get(rule)).toBe("'none'");
      expect([...policy.values()].join(' ')).not.toMatch(/unsafe|https?:|\*/);
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    },
  );

  test.each(['/', '/admin', '/assets/fan-Ab12_-x.js'])(
    'HEAD %s tells what GET would, and nothing more',
    async (path) => {
      const [head, get] = [await ask(built, 'HEAD', path), await ask(built, 'GET', path)];
      const { date: _head, ...headers } = head.headers;
      const { date: _get, ...expected } = get.headers;
      expect([head.status, headers, head.body]).toEqual([200, expected, '']);
    },
  );

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
    '%s is no way to ask for a page',
    async (method) => {
      for (const path of ['/', '/assets/fan-Ab12_-x.js']) {
        const { headers, body } = await ask(built, method, path);
        expect(headers['content-security-policy'] ?? '').not.toContain('script-src');
        expect(body).not.toContain('doctype');
      }
    },
  );

  test.each([
    '/index.html',
    '/notes.txt',
    '/secret.txt',
    '/../secret.txt',
    '/assets',
    '/assets/',
    '/assets/inner',
    '/assets/inner/deep.js',
    '/assets/.hidden',
    '/assets/../notes.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..\\..\\secret.txt',
    '/assets//etc/passwd',
    '/assets/%00',
    '/assets/fan-Ab12_-x.js%00',
    '//secret.txt',
    '/assets/missing-12345678.js',
  ])('%s is nothing', async (path) => {
    const { status, body } = await ask(built, 'GET', path);
    expect([path, status]).toEqual([path, 404]);
    expect(body).toBe('Not Found');
  });

  test('a query changes nothing', async () => {
    expect(await ask(built, 'GET', '/?from=mail')).toMatchObject({
      status: 200,
      body: expect.stringContaining('fans'),
    });
  });
});

describe('where they were not', () => {
  test.each([
    ['/', '/docs'],
    ['/admin', '/admin/queues'],
  ])('%s leads to %s', async (path, target) => {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await ask(notBuilt, method, path);
      expect([status, headers.location]).toEqual([302, target]);
    }
  });

  test('there is nothing of which they would be made', async () => {
    for (const path of ['/assets/fan-Ab12_-x.js', '/icon.svg'])
      expect(await ask(notBuilt, 'GET', path)).toMatchObject({ status: 404 });
  });
});
