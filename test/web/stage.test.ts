import { expect, test } from '@jest/globals';
import { until } from '../infrastructure/until.ts';
import { stageForPages } from './stage.ts';

const stage = stageForPages();

/** What a page must not do, and what is then said of it. */
const TROUBLES: readonly [string, string, RegExp][] = [
  ['an error on the console', "console.error('it is broken')", /^console: it is broken/],
  [
    'an exception that nobody caught',
    "setTimeout(() => { throw new Error('thrown away') })",
    /^thrown: .*thrown away/,
  ],
  ['a promise that nobody looked after', "void Promise.reject(new Error('let down'))", /^thrown: .*let down/],
  ['a call that is not there', "void fetch('/v1/no-such-thing')", /^answered 404: GET .*NOT_FOUND/],
  [
    'a call that nobody should make',
    "void fetch('/v1/concerts?after=x')",
    /^answered 400: GET .*INVALID_REQUEST/,
  ],
  [
    'a part of the page that is missing',
    "void fetch('/assets/missing.js')",
    /^answered 404: GET .*missing\.js/,
  ],
  [
    'a script that was planted',
    "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.planted = true' }))",
    /^console: .*script-src/,
  ],
  ['a foreign host', "void fetch('https://example.com/').catch(() => {})", /^console: .*connect-src/],
  [
    'a style written into the page',
    'document.body.innerHTML = \'<p style="color: red">red</p>\'',
    /^console: .*style-src/,
  ],
];

test('all trouble is seen', async () => {
  const view = await stage.open('/');
  for (const [, script] of TROUBLES) await view.page.evaluate(script);
  for (const [what, , trouble] of TROUBLES) {
    const said = async () => (await view.troubles()).some((seen) => trouble.test(seen));
    await until(said).catch(() => {
      throw new Error(`nobody saw ${what}`);
    });
  }
  expect(await view.page.evaluate('window.planted')).toBeUndefined();
  view.excuse(/./);
});

test('a refusal of the contract is none, and neither is what a test excuses', async () => {
  const view = await stage.open('/');
  const asked = (path: string) =>
    view.page.evaluate((path) => fetch(path).then(({ status }) => status), path);
  expect(await asked('/v1/concerts/00000000-0000-4000-8000-000000000000')).toBe(404);
  expect(await asked('/v1/wallet')).toBe(401);
  expect(await view.troubles()).toEqual([]);
  await view.page.evaluate("console.error('on purpose')");
  await until(async () => (await view.troubles()).length === 1);
  view.excuse(/on purpose/);
  expect(await view.troubles()).toEqual([]);
});

test('whoever is shut out is seen', async () => {
  const view = await stage.open('/');
  const show = (html: string) => view.page.evaluate(`document.body.innerHTML = ${JSON.stringify(html)}`);
  await show('<main><h1>A page</h1><img src="/icon.svg" alt="A star"></main>');
  await view.isAccessible();
  await show('<main><h1>A page</h1><img src="/icon.svg"></main>');
  await expect(view.isAccessible()).rejects.toThrow(/image-alt.*<img src="\/icon.svg">/s);
  await show('<main><h1>A page</h1><input></main>');
  await expect(view.isAccessible()).rejects.toThrow(/label: /);
  await show('<main><h1>A page</h1><button aria-label="Three">Two</button></main>');
  await expect(view.isAccessible()).rejects.toThrow(/label-content-name-mismatch: /);
  await show(
    '<main><h1>A page</h1><button aria-label="A구역 3열 7번, 선택 가능"><span>7</span></button></main>',
  );
  await view.isAccessible();
  await show(
    '<main><h1>A page</h1><button aria-label="A구역 3열 7번, 선택 가능"><span>8</span></button></main>',
  );
  await expect(view.isAccessible()).rejects.toThrow(/label-content-name-mismatch: /);
  await show('<main><h1>A page</h1><button>+</button><button>-</button></main>');
  await view.page.evaluate(() => {
    const style = 'width: 10px; height: 10px; min-width: 0; min-height: 0; padding: 0; margin: 0';
    const page = globalThis as unknown as {
      document: { querySelectorAll(what: string): Iterable<{ style: { cssText: string } }> };
    };
    for (const button of page.document.querySelectorAll('button')) button.style.cssText = style;
  });
  await expect(view.isAccessible()).rejects.toThrow(/target-size: /);
});

test('each person has a profile of their own, and tabs of one share it', async () => {
  const [one, other] = [await stage.open('/'), await stage.open('/')];
  await one.page.evaluate("localStorage.setItem('stage', 'kept')");
  const tab = await one.tab('/');
  expect(await tab.evaluate("localStorage.getItem('stage')")).toBe('kept');
  expect(await other.page.evaluate("localStorage.getItem('stage')")).toBeNull();
});

test('a page is seen as it was asked for', async () => {
  const view = await stage.open('/', { language: 'ko', size: 'phone', colours: 'dark' });
  expect(
    await view.page.evaluate(
      "[navigator.language, innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, matchMedia('(prefers-reduced-motion: reduce)').matches]",
    ),
  ).toEqual(['ko-KR', 390, true, true]);
  const moving = await stage.open('/', { motion: 'allowed' });
  expect(
    await moving.page.evaluate(
      "[navigator.language, matchMedia('(prefers-reduced-motion: reduce)').matches]",
    ),
  ).toEqual(['en-GB', false]);
});
