import axe, { type AxeResults, type NodeResult, type Result, type RunOptions } from 'axe-core';
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
  const judged = violations.map((violation) => ({ ...violation, nodes: violation.nodes.filter(isMeant) }));
  return judged.filter(({ nodes }) => nodes.length > 0).map(inWords);
}

/**
 * axe compares what is seen with what is heard word by word. Korean writes counters and particles on to a word, so a 7
 * is not found in the name "7번" though it is there, which is all that WCAG 2.5.3 asks for.
 */
function isMeant({ any, html }: NodeResult): boolean {
  if (!any.some(({ id }) => id === 'label-content-name-mismatch')) return true;
  const name = /\saria-label="([^"]*)"/.exec(html)?.[1] ?? '';
  const seen = html
    .replaceAll(/<[^>]*>/g, ' ')
    .trim()
    .replaceAll(/\s+/g, ' ');
  return !(/\p{Script=Hangul}/u.test(name) && name.includes(seen));
}

const SHOWN = 5;

function inWords({ id, help, nodes }: Result): string {
  const shown = nodes.slice(0, SHOWN).map(({ html, target, failureSummary }) => {
    const why = failureSummary?.split('\n').slice(1).join('; ').trim();
    return `  ${target.join(' ')}\n    ${html}\n    ${why}`;
  });
  const more = nodes.length > SHOWN ? [`  and ${nodes.length - SHOWN} more`] : [];
  return [`${id}: ${help}`, ...shown, ...more].join('\n');
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
