import { readFileSync } from 'node:fs';
import type { Context, Middleware } from 'koa';
import type { Route } from '../../contract/call.ts';
import { asyncApi } from './asyncapi.ts';
import { Page } from './compressed-page.ts';
import { docsPage } from './docs-page.ts';
import { openApi } from './openapi.ts';
import { RENDERER, RENDERER_PATH } from './renderer.ts';

/**
 * Everything comes from here. The hash is that of a style element without content: the renderer makes one and fills it
 * rule by rule, which the policy leaves to scripts. Its icons are a font of its own.
 */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  'font-src data:',
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Where somebody who only knows the address is led. */
const ENTRANCES: Record<string, string> = { '/': '/docs', '/admin': '/admin/queues' };

const JSON_TYPE = 'application/json';
const SCRIPT_TYPE = 'text/javascript';

const own = (name: string) => readFileSync(new URL(`./page/${name}`, import.meta.url), 'utf8');

/** `/openapi.json`, `/asyncapi.json`, and both for people at `/docs`: made once, from the schemas that validate. */
export function descriptionPages(routes: readonly Route[]): Middleware {
  const pages: Record<string, Page> = {
    '/openapi.json': new Page(JSON_TYPE, JSON.stringify(openApi(routes))),
    '/asyncapi.json': new Page(JSON_TYPE, JSON.stringify(asyncApi())),
    '/docs': new Page('text/html', docsPage('Frontrow API', '/openapi.json')),
    '/docs/events': new Page('text/html', docsPage('Frontrow live events', '/asyncapi.json')),
    '/docs/style.css': new Page('text/css', own('style.css')),
    '/docs/refusal-links.js': new Page(SCRIPT_TYPE, own('refusal-links.js')),
    [RENDERER_PATH]: new Page(SCRIPT_TYPE, RENDERER, 'public, max-age=31536000, immutable'),
  };
  return async (context, next) => {
    const entrance = ENTRANCES[context.path];
    const page = pages[context.path];
    if (page === undefined && entrance === undefined) return next();
    if (context.method !== 'GET' && context.method !== 'HEAD') return refuseMethod(context as Context);
    if (page === undefined) return context.redirect(entrance ?? '/docs');
    context.set('content-security-policy', DOCS_POLICY);
    await page.answer(context as Context);
  };
}

function refuseMethod(context: Context): void {
  context.set('allow', 'HEAD, GET');
  context.status = 405;
}
