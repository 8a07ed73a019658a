import type { Page } from 'playwright-core';
import type { Fan } from '../../infrastructure/fan.ts';
import type { Stage } from '../stage.ts';
import type { View, ViewOptions } from '../view.ts';

/** Somebody who has said before who they are, at this address of the fan's page. */
export async function openAs(
  stage: Stage,
  { userId }: Pick<Fan, 'userId'>,
  address: string,
  { origin = '', name, ...options }: ViewOptions & { origin?: string; name?: string } = {},
): Promise<View> {
  // Of the same origin as the page, so that what is kept there is the page's.
  const view = await stage.open(`${origin}/icon.svg`, options);
  await view.page.evaluate(
    (fan) =>
      (globalThis as unknown as { localStorage: Map<string, string> & Storage }).localStorage.setItem(
        'frontrow-fan',
        fan,
      ),
    JSON.stringify({ userId, name: name ?? (options.language === 'ko' ? '김하늘' : 'Haneul Kim') }),
  );
  await view.page.goto(new URL(`/${address}`, view.page.url()).href);
  return view;
}

interface Storage {
  setItem(name: string, value: string): void;
}

/** Says in the page's own dialog who somebody is. */
export async function signIn(page: Page, { userId }: Pick<Fan, 'userId'>): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(userId);
  await dialog.locator('button[type=submit]').click();
}
