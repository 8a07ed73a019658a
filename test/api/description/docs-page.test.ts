import { describe, expect, test } from '@jest/globals';
import { asyncApi } from '../../../src/api/description/asyncapi.ts';
import { docsPage } from '../../../src/api/description/docs-page.ts';
import { openApi } from '../../../src/api/description/openapi.ts';
import { operationId } from '../../../src/api/description/operation-id.ts';
import { html } from '../../../src/api/description/page/html.ts';
import { ROUTES } from '../../../src/api/routes.ts';
import { type Code, STATUS_OF } from '../../../src/contract/refusals.ts';
import { LANGUAGES } from '../../../src/language/language.ts';
import { LIVE_EVENTS } from '../../../src/live/events.ts';

const page = docsPage(openApi(ROUTES), asyncApi());
const text = page.replaceAll(/<[^>]*>/g, '');
const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id ?? '');

test.each(ROUTES.map((route) => [route.method, route.path, operationId(route)]))(
  'it tells of %s %s',
  (_method, path, name) => {
    expect(ids).toContain(name);
    expect(text).toContain(path);
  },
);

test.each(Object.keys(STATUS_OF) as Code[])('%s has its row, where the type of a problem leads', (code) => {
  const row = page.slice(page.indexOf(`<tr role="row" id="${code}">`)).split('</tr>')[0] ?? '';
  expect(row).toContain(`>${STATUS_OF[code]}<`);
  expect(row).toContain(LANGUAGES.en.refusals[code]);
  expect(row).toContain(LANGUAGES.ko.refusals[code]);
});

test.each(Object.keys(LIVE_EVENTS))('it tells of the event %s', (name) => {
  expect(ids).toContain(`event-${name}`);
});

describe('the strictest policy lets it work', () => {
  test.each(['<script', 'javascript:', ' style=', '<style', 'http://', 'https://', 'src=', '@import'])(
    'there is no %s',
    (forbidden) => {
      expect(page).not.toContain(forbidden);
    },
  );

  test('nothing is loaded but its own stylesheet', () => {
    expect([...page.matchAll(/<link [^>]*>/g)].map(String)).toEqual([
      '<link rel="stylesheet" href="/docs/style.css">',
    ]);
    expect(page).not.toMatch(/ on\w+="/);
  });
});

test('every link inside of it leads to exactly one place', () => {
  expect(new Set(ids).size).toBe(ids.length);
  const links = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id ?? '');
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter((id) => !ids.includes(id))).toEqual([]);
});

test('headings go down one level at a time', () => {
  const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  const jumps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
  expect(jumps).toEqual([]);
});

test('every element that is opened is closed in its place', () => {
  const open: string[] = [];
  for (const [tag, closing, name = '', selfClosing] of page.matchAll(/<(\/?)([a-z]\w*)[^>]*?(\/?)>/g)) {
    if (['meta', 'link', 'wbr'].includes(name) || selfClosing === '/') continue;
    if (closing === '') open.push(name);
    else expect([tag, open.pop()]).toEqual([tag, name]);
  }
  expect(open).toEqual([]);
});

test('whatever is put into markup is escaped', () => {
  expect(html`<p title="${'"x"'}">${'<b>&'}${html`<i>${"it's"}</i>`}${null}${[1, ' ', false]}</p>`.text).toBe(
    '<p title="&quot;x&quot;">&lt;b&gt;&amp;<i>it&#39;s</i>1 </p>',
  );
});
