import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { violationsOn } from './accessibility.ts';
import { Troubles } from './troubles.ts';

export interface ViewOptions {
  language?: 'ko' | 'en';
  size?: keyof typeof SIZES;
  colours?: 'light' | 'dark';
  /** Whether the person allows motion. Without it pages hold still, which is what most tests want. */
  motion?: 'reduced' | 'allowed';
  permissions?: string[];
  /** Where the person is. */
  timeZone?: string;
  /** A browser that lets pages keep nothing: to reach for a storage is an error. */
  storage?: 'forbidden';
}

const PHONE = { deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, ...PHONE },
  landscape: { viewport: { width: 844, height: 390 }, ...PHONE },
  /** The narrowest that WCAG asks for. */
  narrow: { viewport: { width: 320, height: 640 } },
  /** A desktop at 200 %. */
  zoomed: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  desktop: { viewport: { width: 1280, height: 800 } },
};

/** One person's browser window. */
export class View {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly #troubles: Troubles;
  readonly #url: string;

  private constructor(page: Page, troubles: Troubles, url: string) {
    this.page = page;
    this.context = page.context();
    this.#troubles = troubles;
    this.#url = url;
  }

  static async open(browser: Browser, url: string, options: ViewOptions = {}): Promise<View> {
    const { language = 'en', size = 'desktop', colours = 'light', motion = 'reduced', permissions } = options;
    const { timeZone = 'Asia/Seoul', storage } = options;
    const context = await browser.newContext({
      ...SIZES[size],
      locale: language === 'ko' ? 'ko-KR' : 'en-GB',
      timezoneId: timeZone,
      colorScheme: colours,
      reducedMotion: motion === 'reduced' ? 'reduce' : 'no-preference',
      permissions,
    });
    context.setDefaultTimeout(10_000);
    if (storage === 'forbidden') await context.addInitScript(forbidStorage);
    const troubles = new Troubles(context);
    const view = new View(await context.newPage(), troubles, url);
    await view.page.goto(url);
    return view;
  }

  /** Another tab of the same person: the same storage and cookies. It ends with this view. */
  async tab(address: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(new URL(address, this.#url).href);
    return page;
  }

  /** Trouble that this test brings about on purpose. */
  excuse(pattern: RegExp): void {
    this.#troubles.excuse(pattern);
  }

  /** What trouble there was so far. */
  troubles(): Promise<string[]> {
    return this.#troubles.all();
  }

  /** Fails with what axe-core finds wrong with the page as it is now. */
  async isAccessible(page: Page = this.page): Promise<void> {
    const violations = await violationsOn(page);
    if (violations.length > 0) {
      throw new Error(`Not everybody can use ${page.url()} as it is now:\n${violations.join('\n')}`);
    }
  }

  /** Fails when the page is wider than its window: then people must push it to and fro to read it. */
  async fits(page: Page = this.page): Promise<void> {
    const [content, window] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    if (content > window) throw new Error(`${page.url()} is ${content} wide in a window of ${window}`);
  }

  /** A picture of the whole page, or of its window, as <SCREENSHOTS>/<name>.png; none where no folder is named. */
  async screenshot(name: string, page: Page = this.page, of: 'page' | 'window' = 'page'): Promise<void> {
    const folder = process.env.SCREENSHOTS;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: of === 'page' });
  }

  /** Closes everything and tells what trouble there was. */
  async end(): Promise<string[]> {
    const troubles = await this.troubles();
    await this.context.close();
    return troubles;
  }
}

/** As Chromium does it with cookies blocked. Runs in the page. */
function forbidStorage(): void {
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(globalThis, name, {
      get() {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    });
  }
}
