import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { send } from '@koa/send';
import type { Middleware } from 'koa';

/** Where `npm run build:web` puts the pages. */
export const SITE_FOLDER = join(import.meta.dirname, '..', '..', 'web', 'dist');

const PAGES = new Map([
  ['/', '/index.html'],
  ['/admin', '/admin/index.html'],
  ['/admin/', '/admin/index.html'],
]);

/** Everything comes from here and nothing is written into the pages themselves, so a planted script does not run. */
const SITE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Files that change their names whenever their content does. */
const NAMED_BY_CONTENT = /^\/assets\/[\w-][\w.-]*$/;

const YEAR_MS = 365 * 24 * 3_600_000;

/**
 * The fan's page at `/`, the operator's at `/admin`, and what they are made of. Where they were never built, the
 * addresses are left to whoever comes after.
 */
export function site(folder: string = SITE_FOLDER): Middleware {
  return async (context, next) => {
    const { path, method } = context;
    const forEver = NAMED_BY_CONTENT.test(path);
    const file = forEver || path === '/icon.svg' ? path : PAGES.get(path);
    if (file === undefined || (method !== 'GET' && method !== 'HEAD')) return next();
    if (!existsSync(join(folder, file))) return next();
    context.set('content-security-policy', SITE_POLICY);
    context.set('cross-origin-opener-policy', 'same-origin');
    context.vary('Accept-Encoding');
    await send(context, file, { root: folder, maxAge: forEver ? YEAR_MS : 0, immutable: forEver });
  };
}
