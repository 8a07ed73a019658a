/**
 * The stage of the browser tests: the whole system on stores of its own, and a real Chromium that looks at the pages
 * which its API serves.
 *
 *   const stage = stageForPages();              // once at the top of a file; starts before and ends after its tests
 *
 *   test('…', async () => {
 *     const concertId = await stage.onSale.concert();
 *     const fan = await stage.open(`/#/concerts/${concertId}`, { language: 'en', size: 'phone', colours: 'dark' });
 *     await fan.page.getByRole('button', { name: 'Join' }).click();    // Playwright's Page
 *     await fan.isAccessible();                 // axe-core, WCAG 2.2 AA, on the page as it is now
 *     await fan.screenshot('waiting-room');     // into the folder SCREENSHOTS, when that is set
 *     const second = await fan.tab('/');        // another tab of the same person
 *   });
 *
 * Each `open` is another person: a profile of its own, gone after the test. When a test ends everything that it opened
 * is closed, and it fails if there was any trouble: an error on the console, an exception that nobody caught, something
 * that was not loaded, an answer from 500 on, a refusal that blames the page (INVALID_REQUEST, NOT_FOUND …), a breach of
 * the policy. What a test brings about on purpose it excuses: `fan.excuse(/net::ERR_CONNECTION_REFUSED/)`. To cut a
 * connection, put infrastructure/tcp-proxy.ts in between and open the page by its address (`open` takes whole URLs).
 *
 * Files named *.test.ts run with `npm test` and must be short; files named *.all.ts run with `npm run test:web` only.
 */
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { OnSale, type OnSaleOptions } from '../infrastructure/on-sale.ts';
import { theChromium } from './chromium.ts';
import { View, type ViewOptions } from './view.ts';

export interface Stage {
  readonly onSale: OnSale;
  /** Another person who opens this address, a path or a whole URL. */
  open(address: string, options?: ViewOptions): Promise<View>;
}

export function stageForPages(options: OnSaleOptions = {}): Stage {
  let onSale: OnSale | undefined;
  let browser: Browser | undefined;
  const views: View[] = [];

  beforeAll(async () => {
    onSale = await OnSale.start(options);
    const program = await theChromium();
    browser = await chromium.launch({
      executablePath: program.path,
      env: { ...process.env, ...program.env },
      chromiumSandbox: false,
      args: ['--disable-dev-shm-usage', '--disable-gpu'],
    });
  }, 60_000);

  afterEach(async () => {
    const opened = views.splice(0);
    const troubles = (await Promise.all(opened.map((view) => view.end()))).flat();
    if (troubles.length > 0) throw new Error(`There was trouble on the pages:\n${troubles.join('\n')}`);
  });

  afterAll(async () => {
    await browser?.close();
    await onSale?.close();
  });

  return {
    get onSale() {
      if (onSale === undefined) throw new Error('the stage opens with the first test');
      return onSale;
    },
    async open(address, viewOptions) {
      if (browser === undefined) throw new Error('the stage opens with the first test');
      const view = await View.open(browser, new URL(address, this.onSale.url).href, viewOptions);
      views.push(view);
      return view;
    },
  };
}
