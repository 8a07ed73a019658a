import type { Locator } from 'playwright-core';
import { ADMIN_KEY } from '../../infrastructure/on-sale.ts';
import type { Stage } from '../stage.ts';
import type { View, ViewOptions } from '../view.ts';

/** An operator who has signed in and looks at this place of the operators' page. */
export async function operatorAt(
  stage: Stage,
  place: string,
  { name, ...options }: ViewOptions & { name?: string } = {},
): Promise<View> {
  const view = await stage.open(`/admin${place}`, options);
  await signIn(view, options.language, name);
  return view;
}

export async function signIn({ page }: View, language: ViewOptions['language'] = 'en', name = 'Minji') {
  const words =
    language === 'ko'
      ? { name: '이름', key: '관리자 키', enter: '로그인', leave: '로그아웃' }
      : { name: 'Your name', key: 'Admin key', enter: 'Sign in', leave: 'Sign out' };
  await page.getByLabel(words.name, { exact: true }).fill(name);
  await page.getByLabel(words.key, { exact: true }).fill(ADMIN_KEY);
  await page.getByRole('button', { name: words.enter }).click();
  await page.getByRole('button', { name: words.leave }).waitFor();
}

/** The figure beside this name on the sale's screen, once it is this. */
export const figure = ({ page }: View, name: string, value: string): Locator =>
  page
    .locator('.sale-figures-figure')
    .filter({ has: page.getByText(name, { exact: true }) })
    .filter({ has: page.getByText(value, { exact: true }) });

/** An entry of the record of changes that says this. */
export const recorded = ({ page }: View, said: string): Locator =>
  page.getByRole('region', { name: 'Record of changes' }).locator('ol > li').filter({ hasText: said });
