import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { tokenRunsOut } from '../../infrastructure/in-time.ts';
import { until } from '../../infrastructure/until.ts';
import { stageForPages } from '../stage.ts';
import { openAs } from './as-fan.ts';
import { join, rank } from './steps.ts';

const stage = stageForPages();

/** Somebody who waits behind one who is inside. */
async function waiting(waitingRoom: object = {}) {
  const { onSale } = stage;
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1, ...waitingRoom } });
  const [first, fan] = await onSale.fans(2);
  if (first === undefined || fan === undefined) throw new Error('no fans');
  await first.join(concertId);
  const view = await openAs(stage, fan, `#/concerts/${concertId}`, { size: 'phone' });
  await join(view.page);
  await rank(view.page).waitFor();
  return { onSale, concertId, first, fan, view, page: view.page };
}

test('what is promised is what the service does: how long a place is kept, and how long a turn stands', async () => {
  const { view, page } = await waiting({ waitingSeconds: 3_600, showUpSeconds: 90 });
  await page.getByText('While this page is open your place does not run out.').waitFor();
  await page
    .getByText('kept for 1 hour, on all your devices; if your turn comes meanwhile, it stands for 1 minute')
    .waitFor();
  await view.screenshot('waiting-promise');
  view.excuse(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  await view.context.setOffline(true);
  await page
    .getByText('your place in line is kept for 1 hour. If your turn comes meanwhile, it stands for 1 minute')
    .waitFor();
  await view.isAccessible();
  await view.screenshot('offline-promise');
  await view.context.setOffline(false);
});

test('whoever joins a line that may take longer than a place is kept, is told so before and after', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({
    waitingRoom: { capacity: 1, activeSeconds: 3_600, waitingSeconds: 60 },
  });
  for (const other of await onSale.fans(3)) await other.join(concertId);
  const { page } = await openAs(stage, await onSale.fan(), `#/concerts/${concertId}`);
  await page.getByText('The wait may be long. If you go away, your place is kept for 1 minute').waitFor();
  await join(page);
  await page
    .getByText('The wait may be longer than your place is kept for somebody who is away (1 minute)')
    .waitFor();
});

test('a place that was lost says why, when the turn came and how long it stood', async () => {
  const { onSale, concertId, first, fan, view, page } = await waiting({ showUpSeconds: 1 });
  await page.close();
  await first.leave(concertId);
  // To ask as the fan would be to show up.
  const gone = sql<object>`
    select 1 from queue_token where concert_id = ${concertId} and user_id = ${fan.userId} and status = 'EXPIRED'`;
  await until(async () => (await onSale.sql(gone)).length === 1, { ms: 30_000 });
  const again = await view.tab(`/#/concerts/${concertId}`);
  await again.getByText('Your turn came and went').waitFor();
  expect(await again.getByRole('main').innerText()).toMatch(
    /Your turn came at \d\d:\d\d \(South Korea Time\) and stood for \d+ seconds?, until \d\d:\d\d/,
  );
  await view.isAccessible(again);
  await view.screenshot('no-show', again);
}, 60_000);

test('one that ended before its turn says so', async () => {
  const { onSale, concertId, fan, page } = await waiting();
  await tokenRunsOut(onSale, concertId, fan.userId);
  await page.getByText('Your place in line was given up').waitFor();
  await page.getByText('Your turn had not come when it ended').waitFor();
});
