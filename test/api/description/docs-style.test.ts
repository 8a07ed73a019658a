import { describe, expect, test } from '@jest/globals';
import { DOCS_STYLE } from '../../../src/api/description/docs-style.ts';

const [light = '', dark = ''] = DOCS_STYLE.split('prefers-color-scheme: dark');
const colours = (sheet: string) =>
  Object.fromEntries([...sheet.matchAll(/--([\w-]+): #(\w{6});/g)].map(([, name, hex]) => [name, hex]));

const themes = { light: colours(light), dark: { ...colours(light), ...colours(dark) } };

/** Relative luminance and contrast as WCAG 2 defines them. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [least = 0, most = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (most + 0.05) / (least + 0.05);
}

const PAIRS = [
  ['text', 'ground'],
  ['text', 'surface'],
  ['text', 'code-ground'],
  ['text', 'accent-ground'],
  ['quiet', 'ground'],
  ['quiet', 'surface'],
  ['quiet', 'code-ground'],
  ['quiet', 'accent-ground'],
  ['accent', 'ground'],
  ['accent', 'surface'],
  ['accent', 'code-ground'],
  ['accent', 'accent-ground'],
  ['ground', 'accent'],
  ['blue', 'blue-ground'],
  ['green', 'green-ground'],
  ['amber', 'amber-ground'],
  ['violet', 'violet-ground'],
  ['sample-text', 'sample-ground'],
  ['sample-quiet', 'sample-ground'],
  ['sample-key', 'sample-ground'],
  ['sample-string', 'sample-ground'],
  ['sample-value', 'sample-ground'],
] as const;

describe.each(['light', 'dark'] as const)('in the %s', (theme) => {
  test.each(PAIRS)('%s on %s can be read (WCAG AA)', (front, behind) => {
    const [a, b] = [themes[theme][front], themes[theme][behind]];
    expect(a).toBeDefined();
    expect(contrast(a ?? '', b ?? '')).toBeGreaterThanOrEqual(4.5);
  });
});

test('it loads nothing', () => {
  expect(DOCS_STYLE).not.toMatch(/url\(|@import|https?:/);
});

test('the focus can be seen', () => {
  expect(DOCS_STYLE).toContain(':focus-visible');
});
