import { buildPagesIfStale } from './built-pages.ts';
import { theChromium } from './chromium.ts';

/** Once for a run in which browsers look at the pages. */
export default async function setUp(): Promise<void> {
  await buildPagesIfStale();
  await theChromium();
}
