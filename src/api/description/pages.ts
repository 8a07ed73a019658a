import type { Context, Middleware } from 'koa';
import type { Route } from '../../contract/call.ts';
import { asyncApi } from './asyncapi.ts';
import { docsPage } from './docs-page.ts';
import { DOCS_STYLE } from './docs-style.ts';
import { openApi } from './openapi.ts';

interface Page {
  type: string;
  body: string;
}

/** The page runs no script and loads nothing but its own stylesheet. */
const DOCS_POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

/** Where somebody who only knows the address is led. */
const ENTRANCES: Record<string, string> = { '/': '/docs', '/admin': '/admin/queues' };

/** `/openapi.json`, `/asyncapi.json` and `/docs`: made once, from the schemas that validate. */
export function descriptionPages(routes: readonly Route[]): Middleware {
  const http = openApi(routes);
  const socket = asyncApi();
  const pages: Record<string, Page> = {
    '/openapi.json': { type: 'application/json; charset=utf-8', body: JSON.stringify(http) },
    '/asyncapi.json': { type: 'application/json; charset=utf-8', body: JSON.stringify(socket) },
    '/docs': { type: 'text/html; charset=utf-8', body: docsPage(http, socket) },
    '/docs/style.css': { type: 'text/css; charset=utf-8', body: DOCS_STYLE },
  };
  return (context, next) => {
    const entrance = ENTRANCES[context.path];
    const page = pages[context.path];
    if (page === undefined && entrance === undefined) return next();
    if (context.method !== 'GET' && context.method !== 'HEAD') return refuseMethod(context as Context);
    if (page === undefined) return context.redirect(entrance ?? '/docs');
    context.type = page.type;
    context.body = page.body;
    context.set('content-security-policy', DOCS_POLICY);
    context.set('cache-control', 'public, max-age=300');
  };
}

function refuseMethod(context: Context): void {
  context.set('allow', 'HEAD, GET');
  context.status = 405;
}
