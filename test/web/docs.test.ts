import { expect, test } from '@jest/globals';
import { follow, inSight } from './in-sight.ts';
import { stageForPages } from './stage.ts';

const stage = stageForPages();

test.each([
  ['/docs', 'Frontrow API', 'From the door to the seat'],
  ['/docs/events', 'Frontrow live events', 'Frontrow live'],
])(
  '%s can be read, also on a phone and in the dark, and asks no other host',
  async (path, title, heading) => {
    const address = new URL(path, stage.onSale.url);
    for (const [size, colours] of [
      ['desktop', 'light'],
      ['phone', 'dark'],
    ] as const) {
      const view = await stage.open('about:blank', { size, colours });
      const asked = new Set<string>();
      view.page.on('request', (request) => asked.add(new URL(request.url()).origin));
      await view.page.goto(address.href);
      await view.page.getByRole('heading', { name: heading }).waitFor();
      expect(await view.page.title()).toBe(title);
      // What is written into the page itself, such as a picture, has no origin.
      expect([...asked].filter((origin) => origin !== 'null')).toEqual([address.origin]);
      await view.fits();
      await view.screenshot(`${title.replaceAll(' ', '-')}-${size}`);
    }
  },
);

test('the type of a problem leads to its code, whether the page is open or not', async () => {
  const { page } = await stage.open('/docs#SEAT_ALREADY_RESERVED', { size: 'phone' });
  await inSight(page, 'SEAT_ALREADY_RESERVED');
  await follow(page, '#IDEMPOTENCY_KEY_REUSED');
  await inSight(page, 'IDEMPOTENCY_KEY_REUSED');
});
