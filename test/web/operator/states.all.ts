import { expect, test } from '@jest/globals';
import { stageForPages } from '../stage.ts';
import type { View, ViewOptions } from '../view.ts';
import { operatorAt, signIn } from './operator.ts';

const stage = stageForPages();

/** Every way in which people look at the page. */
const looks: [string, ViewOptions][] = [
  ['desktop-light-en', { size: 'desktop', colours: 'light', language: 'en' }],
  ['desktop-dark-ko', { size: 'desktop', colours: 'dark', language: 'ko' }],
  ['phone-light-ko', { size: 'phone', colours: 'light', language: 'ko' }],
  ['phone-dark-en', { size: 'phone', colours: 'dark', language: 'en' }],
];

async function isWellMade(view: View, name: string): Promise<void> {
  await view.isAccessible();
  await view.fits();
  await view.screenshot(`operator-${name}`);
}

test.each(looks)(
  'every place is for everybody: %s',
  async (look, options) => {
    const { onSale } = stage;
    const concertId = await onSale.concert({
      title: '한여름 밤의 오케스트라',
      venue: '올림픽홀',
      waitingRoom: { capacity: 3 },
    });
    await onSale.admitted(concertId, 8);
    const view = await stage.open('/admin', options);
    await view.page.locator('form').waitFor();
    await isWellMade(view, `sign-in-${look}`);
    await view.end();
    const inside = await operatorAt(stage, '', options);
    // Looked up on purpose.
    inside.excuse(/GET .*\/lookup\?/);
    const places = {
      sales: '#/',
      sale: `#/sales/${concertId}`,
      change: `#/sales/${concertId}/change`,
      new: '#/new',
      'look-up': '#/lookup',
      'look-up-nothing': '#/lookup?q=00000000-0000-4000-8000-000000000000',
      health: '#/health',
      'no-such-sale': '#/sales/00000000-0000-4000-8000-000000000000',
      nowhere: '#/there/is/no/such/place',
    };
    for (const [name, place] of Object.entries(places)) {
      await inside.page.goto(new URL(`/admin${place}`, onSale.url).href);
      await inside.page.locator('h1').waitFor();
      await inside.page.waitForLoadState('networkidle');
      await isWellMade(inside, `${name}-${look}`);
    }
  },
  120_000,
);

test('a page without any concert says how to begin', async () => {
  const view = await stage.open('/admin');
  await view.page.route('**/v1/admin/concerts', (route) =>
    route.fulfill({ json: { concerts: [], next: null } }),
  );
  await signIn(view);
  await view.page.getByRole('heading', { name: 'No concerts yet' }).waitFor();
  await isWellMade(view, 'no-concerts');
});

test('what is not here yet is announced, and what did not come can be asked for again', async () => {
  const view = await operatorAt(stage, '#/lookup');
  view.excuse(/SERVER_BUSY/);
  let answered = 0;
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await view.page.route('**/v1/admin/concerts', async (route) => {
    answered += 1;
    if (answered > 1) return route.continue();
    await released;
    await route.fulfill({
      status: 503,
      json: { status: 503, code: 'SERVER_BUSY', title: 'Busy', detail: 'The server is too busy' },
    });
  });
  await view.page.getByRole('link', { name: 'Sales', exact: true }).click();
  await view.page.getByText('Loading…').waitFor();
  await isWellMade(view, 'loading');
  release();
  await view.page.getByText('The server is too busy').waitFor();
  await isWellMade(view, 'refused');
  await view.page.getByRole('button', { name: 'Try again' }).click();
  await view.page.getByText('The server is too busy').waitFor({ state: 'detached' });
});

test('the language is switched by a button and remembered', async () => {
  const view = await operatorAt(stage, '#/health', { language: 'en' });
  await view.page.getByRole('heading', { name: 'Health', level: 1 }).waitFor();
  await view.page.getByRole('button', { name: '한국어' }).click();
  await view.page.getByRole('heading', { name: '시스템 상태', level: 1 }).waitFor();
  expect(await view.page.locator('html').getAttribute('lang')).toBe('ko');
  await view.page.reload();
  await view.page.getByRole('heading', { name: '시스템 상태', level: 1 }).waitFor();
});
