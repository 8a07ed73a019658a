import { expect, test } from '@jest/globals';
import { SetAside } from '../../src/lane/set-aside.ts';

function asideWith(...ids: string[]): SetAside {
  const aside = new SetAside();
  for (const id of ids) aside.put(id);
  return aside;
}

test.each<[string, SetAside, string[]]>([
  ['nothing at first', asideWith(), []],
  ['whatever could not be done', asideWith('one', 'other'), ['one', 'other']],
  ['each once, however often it failed', asideWith('one', 'one', 'one'), ['one']],
])('what is left alone is %s', (_what, aside, ids) => {
  expect(aside.ids()).toEqual(ids);
  // Looking changes nothing.
  expect(aside.ids()).toEqual(ids);
});

test('what was done after all is forgotten, and may be set aside again', () => {
  const aside = asideWith('one', 'other', 'third');
  aside.forget(['other', 'never set aside']);
  expect(aside.ids()).toEqual(['one', 'third']);
  aside.put('other');
  expect(aside.ids()).toEqual(['one', 'third', 'other']);
});
