import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Redoc asks its maker's host for the picture of its name. Whoever reads here asks nobody else, so it is drawn here. */
const FOREIGN_LOGO = /https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini(?:-full)?\.svg/g;

const LOGO = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="42" height="14"><text y="11" font-family="sans-serif" font-size="12" fill="#2467f2">Redoc</text></svg>',
)}`;

const file = createRequire(import.meta.url).resolve('redoc/bundles/redoc.standalone.js');

/** Redoc, as one module for browsers, out of its package. */
export const RENDERER = Buffer.from(readFileSync(file, 'utf8').replaceAll(FOREIGN_LOGO, LOGO));

/** Its address changes whenever its content does. */
export const RENDERER_PATH = `/docs/redoc-${createHash('sha256').update(RENDERER).digest('base64url').slice(0, 12)}.js`;
