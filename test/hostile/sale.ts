import { UNLIMITED } from '../../config/environment.ts';
import { OnSale } from '../infrastructure/on-sale.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { until } from '../infrastructure/until.ts';
import { WEIGHED } from './weight.ts';

/** A sale whose API can be killed, stopped and weighed: it and the workers are processes of their own. */
export interface Sale {
  onSale: OnSale;
  api: RoleProcess;
}

/** Without limits for users and addresses: they would keep out what is to be met. */
export async function openSale(): Promise<Sale> {
  const onSale = await OnSale.start({ apis: 0, workers: 0 });
  const settings = { ...settingsFor(onSale), ...UNLIMITED };
  const [api, workers] = await Promise.all([
    RoleProcess.start('api', { ...settings, ...WEIGHED }),
    RoleProcess.start('workers', settings),
  ]);
  onSale.apis.push(api);
  onSale.workers.push(workers);
  await until(async () => (await fetch(`${api.url}/readyz`)).status === 200);
  return { onSale, api };
}
