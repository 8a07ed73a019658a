import { expect, test } from '@jest/globals';
import { stageForPages } from '../stage.ts';
import { operatorAt } from './operator.ts';

const stage = stageForPages();

test('what is wrong is said in words, on the sale too, and the page sees it mended', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Midsummer' });
  const sale = await operatorAt(stage, `#/sales/${concertId}`, { size: 'phone' });
  const health = await operatorAt(stage, '#/health', { colours: 'dark' });
  await health.page.getByText('Everything works.').waitFor();

  for (const role of [...onSale.workers, ...onSale.schedulers]) await onSale.stop(role);
  const fan = await onSale.fan();
  await fan.join(concertId, { prefer: 'wait=1' });
  for (const view of [sale, health]) {
    const alert = view.page.getByRole('alert').filter({ hasText: 'scheduler' });
    await alert.filter({ hasText: 'worker' }).waitFor();
    await view.isAccessible();
    await view.fits();
  }
  await health.page.getByRole('row', { name: /Midsummer Admission 1/ }).waitFor();
  await sale.screenshot('operator-faults-on-sale');
  await health.screenshot('operator-faults');

  await onSale.addWorkers();
  await onSale.addScheduler();
  await health.page.getByText('Everything works.').waitFor({ timeout: 20_000 });
  expect(await sale.page.getByRole('alert').filter({ hasText: 'scheduler' }).count()).toBe(0);
}, 60_000);
