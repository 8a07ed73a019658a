import { expect, test } from '@jest/globals';
import { type Files, readFiles } from './files.ts';

/** Put together here, so that this file does not find itself. */
const LATER = new RegExp(`\\b(${['TO', 'FIX'].map((word, at) => word + ['DO', 'ME'][at]).join('|')})\\b`);
/** A path of one machine: a home, or a folder that only some checkout has. */
const MACHINE = new RegExp(`(^|[\\s'"\`(=:])/(${['work', 'root', 'home', 'Users'].join('|')})/\\w`, 'm');

function linesWith(pattern: RegExp, files: Files): string[] {
  return [...files].flatMap(([path, text]) =>
    text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

const planted: Files = new Map([
  ['a.ts', `// ${'TO'}${'DO'}: later\nconst todo = 1;`],
  ['b.md', `see ${'/wo'}${'rk'}/main/src, not /v1/work/of or src/home/page`],
  ['c.yml', `path: "${'/ho'}${'me'}/somebody/data"`],
]);

test('nothing is put off in a comment', async () => {
  const files = await readFiles();
  expect(files.size).toBeGreaterThan(150);
  expect(linesWith(LATER, files)).toEqual([]);
  expect(linesWith(LATER, planted)).toEqual([expect.stringMatching(/^a\.ts:1:/)]);
});

test('no file knows on which machine it was written', async () => {
  expect(linesWith(MACHINE, await readFiles())).toEqual([]);
  expect(linesWith(MACHINE, planted).map((line) => line[0])).toEqual(['b', 'c']);
});
