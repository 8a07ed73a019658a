import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

/** WCAG 2.2, levels A and AA. The size of targets is asked of everybody only since 2.2, so axe leaves it off. */
const OPTIONS: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
};

/** What shuts somebody out of the page as it is now: one text for each rule, with the elements that break it. */
export async function violationsOn(page: Page): Promise<string[]> {
  await untilAtRest(page);
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (options): Promise<AxeResults> =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(options as RunOptions),
    OPTIONS,
  );
  return violations.map(({ id, help, nodes }) =>
    [
      `${id}: ${help}`,
      ...nodes.map(({ html, target, failureSummary }) => {
        const why = failureSummary?.split('\n').slice(1).join('; ').trim();
        return `  ${target.join(' ')}\n    ${html}\n    ${why}`;
      }),
    ].join('\n'),
  );
}

/** Colours half way through a transition are nobody's choice. What moves for ever is not waited for. */
async function untilAtRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const page = globalThis as unknown as {
      document: {
        getAnimations(): { finished: Promise<unknown>; effect: { getTiming(): { iterations: number } } }[];
      };
    };
    const passing = page.document
      .getAnimations()
      .filter(({ effect }) => effect?.getTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}
