import { readFileSync } from 'node:fs';

/** In the order in which they build on each other. */
const SHEETS = ['colours', 'text', 'frame', 'entries', 'tables'];

/** How the page of the documentation looks, for `/docs/style.css`. */
export const DOCS_STYLE = SHEETS.map((name) =>
  readFileSync(new URL(`./page/style/${name}.css`, import.meta.url), 'utf8'),
).join('\n');
