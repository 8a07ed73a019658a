import type { Page } from 'playwright-core';

/** What a fan does on the page, by what is seen and said there; in both languages. */

export const join = (page: Page) =>
  page.getByRole('button', { name: /^(Join the line|Get tickets|대기열 참여하기|예매하기)$/ }).click();

export const rank = (page: Page) => page.getByTestId('rank');

/** Inside: the first of the dates. */
export const chooseDate = (page: Page) => page.locator('.inside-date').first().click();

export const seat = (page: Page, number: number) =>
  page.getByRole('button', { name: new RegExp(`(\\bseat ${number}|(^|\\s)${number}번), `) });

export const hold = (page: Page) =>
  page.getByRole('button', { name: /^(Hold \d+ seats?|\d+석 선점하기)$/ }).click();

export const charge = (page: Page) =>
  page.getByRole('button', { name: /^(Charge ₩[\d,]+|[\d,]+원 충전하기)$/ }).click();

/** Enabled as one hears it: the button is there all the time. */
export const pay = (page: Page) => page.locator('.payment > button.primary[aria-disabled="false"]').click();

export const ticket = (page: Page) => page.locator('.ticket');
