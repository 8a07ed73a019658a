import type { Page } from 'playwright-core';
import { until } from '../infrastructure/until.ts';

/** Until this heading is drawn and can be read without scrolling. */
export async function inSight(page: Page, name: string): Promise<void> {
  await until(async () => {
    const headings = await page.getByRole('heading', { name }).all();
    const boxes = await Promise.all(headings.map((heading) => heading.boundingBox()));
    const height = page.viewportSize()?.height ?? 0;
    return boxes.some((box) => box !== null && box.y >= 0 && box.y + box.height <= height);
  });
}

/** As by a link on the page. */
export const follow = (page: Page, hash: string): Promise<unknown> =>
  page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
