import { expect, test } from '@jest/globals';
import { rangeInWords, waitRange } from '../../../web/fan/waiting-room/wait-range.ts';
import { en } from '../../../web/fan/words/en.ts';

const inWords = (from: number, to: number) => rangeInWords({ from, to }, en.waiting.range);

test('the estimate is always within its range', () => {
  const { from, to } = waitRange(600, { rank: 40, moved: 3 });
  expect(from).toBeLessThan(600);
  expect(to).toBeGreaterThan(600);
});

test('the range narrows while the line is seen to move', () => {
  const width = ({ from, to }: { from: number; to: number }) => to - from;
  const widths = [0, 10, 40, 80].map((moved) =>
    width(waitRange((100 - moved) * 6, { rank: 100 - moved, moved })),
  );
  expect(widths).toEqual([...widths].sort((a, b) => b - a));
  expect(widths.at(-1)).toBeLessThan((widths[0] ?? 0) / 4);
});

test('it is said as one says it', () => {
  expect(inWords(5, 50)).toBe('less than a minute');
  expect(inWords(30, 170)).toBe('less than 3 minutes');
  expect(inWords(125, 290)).toBe('2–5 minutes');
  expect(inWords(1_210, 2_350)).toBe('20–40 minutes');
  expect(inWords(5_400, 10_800)).toBe('1.5–3 h');
});
