import { expect, test } from '@jest/globals';
import { stageForPages } from './stage.ts';

const stage = stageForPages();

test.each([
  ['/', 'Frontrow'],
  ['/admin', 'Frontrow operator'],
])('%s opens without trouble, for everybody', async (address, title) => {
  const view = await stage.open(address);
  expect(await view.page.title()).toContain(title);
  await view.isAccessible();
  await view.screenshot(`smoke${address.replaceAll('/', '-')}`);
});
