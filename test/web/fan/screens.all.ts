import { beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import type { Fan } from '../../infrastructure/fan.ts';
import { holdRunsOut, tokenRunsOut } from '../../infrastructure/in-time.ts';
import { DATE } from '../../infrastructure/on-sale.ts';
import { stageForPages } from '../stage.ts';
import type { View, ViewOptions } from '../view.ts';
import { openAs } from './as-fan.ts';

const stage = stageForPages();

const LOOKS: ViewOptions[] = [
  { language: 'ko', size: 'phone', colours: 'light' },
  { language: 'ko', size: 'desktop', colours: 'dark' },
  { language: 'en', size: 'phone', colours: 'dark' },
  { language: 'en', size: 'desktop', colours: 'light' },
];

const SECOND_DATE = '2099-12-25';
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

const HALL = [
  { section: 'R', rows: 5, seatsPerRow: 20, price: 150_000 },
  { section: 'S', rows: 10, seatsPerRow: 30, price: 110_000 },
  { section: 'A', rows: 15, seatsPerRow: 40, price: 80_000 },
];
const ARENA = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K'].map((section, index) => ({
  section,
  rows: 20,
  seatsPerRow: 25,
  price: [165_000, 132_000, 99_000, 66_000][Math.floor(index / 3)] ?? 66_000,
}));

interface Sale {
  club: string;
  hall: string;
  arena: string;
  notOpen: string;
  closed: string;
  over: string;
  soldOut: string;
  full: string;
  browse: string;
}
let sale: Sale;
/** They came in while the sold-out concert had its seat: one for each look. */
let tooLate: Fan[] = [];

beforeAll(async () => {
  const { onSale } = stage;
  const make = (title: string, venue: string, more: object = {}) => onSale.concert({ title, venue, ...more });
  sale = {
    over: await make('지난 여름의 끝', '홍대 소극장', { dates: [{ date: DATE, price: 30_000 }] }),
    closed: await make('첫눈 콘서트', '블루스퀘어', { saleClosesAt: '2020-01-01T00:00:00Z' }),
    soldOut: await make('단 한 번의 밤', '작은 무대', {
      dates: [{ date: DATE, seats: 1, price: 20_000 }],
      waitingRoom: { activeSeconds: 3_600 },
    }),
    browse: await make('열린 음악회', '시민회관', { waitingRoom: { protects: 'booking' } }),
    arena: await make('Aurora World Tour', '고척스카이돔', { dates: [{ date: DATE, seatMap: ARENA }] }),
    notOpen: await make('봄의 제전', '예술의전당', { saleOpensAt: inAnHour() }),
    full: await make('골목길 어쿠스틱', '홍대 소극장', { waitingRoom: { capacity: 1 } }),
    hall: await make('한여름 밤의 오케스트라', '올림픽홀', {
      dates: [
        { date: DATE, seatMap: HALL },
        { date: SECOND_DATE, seats: 50, price: 90_000 },
      ],
    }),
    club: await make('골목길 어쿠스틱 2', '홍대 소극장', {
      dates: [DATE, SECOND_DATE, '2099-12-31'].map((date) => ({ date, price: 50_000 })),
    }),
  };
  // Nobody is let plan what is over already; it has become so.
  await onSale.sql(
    sql`update concert_date set date = '2020-05-01', starts_at = '2020-05-01' where concert_id = ${sale.over}`,
  );
  const [first] = await onSale.admitted(sale.full, 1);
  const line = await onSale.fans(40);
  for (const fan of line) await fan.join(sale.full);
  await Promise.all(line.slice(0, 3).map((fan) => fan.leave(sale.full)));
  if (first === undefined) throw new Error('nobody is inside');
  tooLate = await onSale.admitted(sale.soldOut, LOOKS.length);
  const [buyer] = await onSale.admitted(sale.soldOut, 1, { balance: 20_000 });
  const one = await buyer?.reserve(sale.soldOut, DATE, 1);
  await buyer?.pay(sale.soldOut, one?.body.reservationId);
  const taken = await onSale.admitted(sale.hall, 8);
  for (const [index, fan] of taken.entries()) {
    await fan.reserve(
      sale.hall,
      DATE,
      [0, 1, 2, 3].map((seat) => 60 + index * 37 + seat),
    );
  }
  const others = await onSale.admitted(sale.club, 3, { balance: 500_000 });
  for (const [index, fan] of others.entries()) {
    const held = await fan.reserve(sale.club, DATE, [3 + index * 9, 4 + index * 9, 5 + index * 9]);
    if (index > 0) await fan.pay(sale.club, held.body.reservationId);
  }
}, 120_000);

/** What shuts somebody out, in the walk that is under way; the walk goes on to its end before it fails. */
let faults: string[] = [];

async function look(view: View, look: ViewOptions, name: string, page: Page = view.page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await view.screenshot(`${name}-${look.language}-${look.size}-${look.colours}`, page);
  await view.isAccessible(page).catch((error: Error) => faults.push(`${name}: ${error.message}`));
}

const at = (concertId: string, more = '') => `#/concerts/${concertId}${more}`;

/** Somebody inside, as the page itself brings them in. */
async function comeIn({ page }: View): Promise<void> {
  await page.locator('.concert-overview-door button.primary').click();
  await page.locator('.inside-dates, .waiting-room').waitFor();
}

inEveryLook('who has not said who they are', async (options) => {
  const view = await stage.open('/', options);
  await view.page.locator('.concert-card').first().waitFor();
  await look(view, options, 'concerts');
  for (const [name, address] of [
    ['concert', at(sale.club)],
    ['not-open', at(sale.notOpen)],
    ['closed', at(sale.closed)],
    ['over', at(sale.over)],
    ['busy-concert', at(sale.full)],
    ['seats-without-a-place', at(sale.club, `/seats/${DATE}`)],
    ['no-such-concert', at('00000000-0000-4000-8000-000000000000')],
    ['nowhere', '#/no/such/page'],
    ['wallet-of-nobody', '#/wallet'],
    ['tickets-of-nobody', '#/reservations'],
  ] as const) {
    await view.page.goto(new URL(`/${address}`, view.page.url()).href);
    await view.page.locator('.loading').waitFor({ state: 'detached' });
    await look(view, options, name);
  }
  await view.page.goto(new URL(`/${at(sale.club)}`, view.page.url()).href);
  await view.page.locator('.concert-overview-door button.primary').click();
  await view.page.locator('dialog[open]').waitFor();
  await view.page.locator('dialog input').fill('not an id');
  await view.page.locator('dialog button[type=submit]').click();
  await look(view, options, 'who-are-you');
  await view.page.keyboard.press('Escape');
  await view.page.goto(new URL(`/${at(sale.browse, `/seats/${DATE}`)}`, view.page.url()).href);
  await view.page.locator('.seat').first().waitFor();
  await look(view, options, 'seats-to-look-at');
});

inEveryLook('who waits', async (options) => {
  const [fan] = await stage.onSale.fans(1);
  const view = await openAs(stage, fan as Fan, at(sale.full), options);
  await comeIn(view);
  await look(view, options, 'waiting-room');
  await view.page.getByRole('button', { name: /^(Leave the line|대기열 나가기)$/ }).click();
  await view.page.locator('dialog[open]').waitFor();
  await look(view, options, 'leaving');
  await view.page.locator('dialog .dialog-actions button:not(.danger)').click();
  const change = (waitingRoom: object) =>
    stage.onSale.operator('PATCH', `/v1/admin/concerts/${sale.full}`, { waitingRoom });
  await change({ paused: true });
  await view.page.locator('.notice.tone-warn').first().waitFor();
  await look(view, options, 'paused');
  await change({ paused: false });
  // After the pause the line's patience began anew.
  await stage.onSale.sql(sql`
    update waiting_room set patience_from = patience_from - interval '1 day' where concert_id = ${sale.full}`);
  await tokenRunsOut(stage.onSale, sale.full, (fan as Fan).userId);
  await view.page.locator('.concert-overview').waitFor();
  await look(view, options, 'place-expired');
  await comeIn(view);
  await view.page.getByRole('button', { name: /^(Leave the line|대기열 나가기)$/ }).click();
  await view.page.locator('dialog button.danger').click();
  await view.page.locator('.concert-overview').waitFor();
  await look(view, options, 'place-left');
});

inEveryLook('who is inside a small hall', async (options) => {
  const [fan, rival] = (await stage.onSale.fans(2)) as [Fan, Fan];
  const view = await openAs(stage, fan, at(sale.club), options);
  const { page } = view;
  await comeIn(view);
  await look(view, options, 'inside');
  await page.goto(new URL(`/${at(sale.club, `/seats/${DATE}`)}`, page.url()).href);
  const free = page.locator('.seat-AVAILABLE');
  await free.first().waitFor();
  await look(view, options, 'seats');
  await free.nth(20).click();
  await free.nth(20).click();
  await look(view, options, 'seats-chosen');
  const lost = Number((await page.locator('.basket-seats li').first().innerText()).match(/\d+/)?.[0]);
  await rival.join(sale.club);
  const taken = await rival.reserve(sale.club, DATE, lost);
  expect(taken.status).toBe(201);
  await page.locator('.lost-seats').waitFor();
  await look(view, options, 'seat-lost');
  await page.locator('.lost-seats-choices button').first().click();
  await page.locator('.basket-hold').click();
  await page.locator('.payment').waitFor();
  await page.locator('.payment-sums').waitFor();
  await look(view, options, 'checkout-short-of-money');
  await page.locator('.charge-form button[type=submit]').click();
  await page.locator('.payment-after').waitFor();
  await look(view, options, 'checkout');
  await page.goto(new URL(`/${at(sale.club)}`, page.url()).href);
  await page.locator('.inside-dates').waitFor();
  await look(view, options, 'inside-with-a-hold');
  await page.goto(new URL('/#/reservations', page.url()).href);
  await page.locator('.reservation-card').waitFor();
  await look(view, options, 'tickets-held');
  await page.goto(new URL(`/${at(sale.club, '/checkout')}`, page.url()).href);
  await page.locator('.payment-after').waitFor();
  await page.locator('.payment > button.primary').click();
  await page.locator('.ticket').waitFor();
  await look(view, options, 'paid');
  await page.goto(new URL('/#/wallet', page.url()).href);
  await page.locator('.wallet-page-entries').waitFor();
  await look(view, options, 'wallet');
  await page.goto(new URL('/#/reservations', page.url()).href);
  await page.locator('.reservation-card').waitFor();
  await look(view, options, 'tickets');
  await rival.leave(sale.club);
});

inEveryLook('whose hold runs out', async (options) => {
  const [fan] = (await stage.onSale.fans(1, { balance: 300_000 })) as [Fan];
  const view = await openAs(stage, fan, at(sale.club), options);
  const { page } = view;
  await comeIn(view);
  await page.goto(new URL(`/${at(sale.club, `/seats/${SECOND_DATE}`)}`, page.url()).href);
  await page.locator('.seat-AVAILABLE').first().click();
  await page.locator('.basket-hold').click();
  await page.locator('.payment-after').waitFor();
  const { body } = await fan.asUser('GET', '/v1/reservations');
  await holdRunsOut(stage.onSale, body.reservations[0].reservationId);
  await page.locator('.state-card.tone-warn').waitFor();
  await look(view, options, 'hold-expired');
  await tokenRunsOut(stage.onSale, sale.club, fan.userId);
  await page.goto(new URL(`/${at(sale.club, `/seats/${SECOND_DATE}`)}`, page.url()).href);
  await page.locator('.state-card').waitFor();
  await look(view, options, 'session-unknown');
});

inEveryLook('who finds everything sold', async (options) => {
  const view = await openAs(stage, tooLate.pop() as Fan, at(sale.soldOut), options);
  const { page } = view;
  await page.locator('.state-card').waitFor();
  await look(view, options, 'sold-out');
  await page.goto(new URL(`/${at(sale.soldOut, `/seats/${DATE}`)}`, page.url()).href);
  await page.locator('.seat-SOLD').waitFor();
  await look(view, options, 'sold-out-date');
  await page.goto(new URL(`/${at(sale.soldOut, '/seats/2099-01-01')}`, page.url()).href);
  await page.locator('.state-card').waitFor();
  await look(view, options, 'no-such-date');
  await page.goto(new URL(`/${at(sale.soldOut, '/checkout')}`, page.url()).href);
  await page.locator('.state-card').waitFor();
  await look(view, options, 'nothing-held');
  await page.goto(new URL('/#/reservations', page.url()).href);
  await page.locator('.state-card').waitFor();
  await look(view, options, 'no-tickets');
  await page.goto(new URL('/#/wallet', page.url()).href);
  await page.locator('.wallet-page').waitFor();
  await look(view, options, 'empty-wallet');
});

inEveryLook('who is inside a large hall', async (options) => {
  const [fan] = (await stage.onSale.fans(1)) as [Fan];
  for (const [name, concertId] of [
    ['hall', sale.hall],
    ['arena', sale.arena],
  ] as const) {
    const view = await openAs(stage, fan, at(concertId), options);
    const { page } = view;
    await comeIn(view);
    await page.goto(new URL(`/${at(concertId, `/seats/${DATE}`)}`, page.url()).href);
    await page.locator('canvas').waitFor();
    await look(view, options, name);
    for (let nearer = 0; nearer < 5; nearer += 1)
      await page.locator('.hall-canvas-zoom button[aria-label]').first().click();
    await page.locator('canvas').click();
    await look(view, options, `${name}-near`);
    await page.locator('.seats-page-switch').click();
    await page.locator('.seat-grid').waitFor();
    await look(view, options, `${name}-as-list`);
    await view.context.close();
  }
});

inEveryLook('whose connection is away', async (options) => {
  const [fan] = (await stage.onSale.fans(1)) as [Fan];
  const view = await openAs(stage, fan, at(sale.full), options);
  view.excuse(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  await comeIn(view);
  await view.context.setOffline(true);
  await view.page.locator('.connection-banner .notice').waitFor();
  await look(view, options, 'offline');
  await view.page.goto(new URL('/#/wallet', view.page.url()).href);
  await look(view, options, 'wallet-offline');
  await view.context.setOffline(false);
  await view.page.locator('.connection-banner .notice').waitFor({ state: 'detached' });
  await view.page.locator('.wallet-page').waitFor();
});

inEveryLook('whose account is unknown', async (options) => {
  const view = await openAs(stage, { userId: '00000000-0000-4000-8000-00000000dead' }, '#/wallet', options);
  await view.page.locator('.state-card.tone-warn').waitFor();
  await look(view, options, 'account-unknown');
});

inEveryLook('who meets a service that is too busy', async (options) => {
  const [fan] = (await stage.onSale.fans(1)) as [Fan];
  const view = await openAs(stage, fan, at(sale.club), options);
  view.excuse(/503/);
  const busy = { type: '/docs#SERVER_BUSY', title: 'Busy', status: 503, code: 'SERVER_BUSY', detail: 'Busy' };
  await view.page.route('**/tokens', (route) => route.fulfill({ status: 503, json: busy }));
  await view.page.locator('.concert-overview-door button.primary').click();
  await view.page.locator('.concert-overview-door .notice.tone-warn').waitFor();
  await look(view, options, 'joining-while-busy');
  await view.page.unroute('**/tokens');
  await view.page.locator('.inside-dates').waitFor();
});

function inEveryLook(who: string, walk: (options: ViewOptions) => Promise<void>): void {
  test.each(LOOKS)(
    `${who}: $language, $size, $colours`,
    async (options) => {
      faults = [];
      await walk(options);
      expect(faults).toEqual([]);
    },
    120_000,
  );
}
