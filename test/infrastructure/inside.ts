import type { Ear, Fan } from './fan.ts';
import type { OnSale } from './on-sale.ts';

/** One fan who is inside the concert already. */
export async function inside(
  onSale: OnSale,
  concertId: string,
  options: { balance?: number } = {},
): Promise<Fan> {
  const fan = await onSale.fan(options);
  const joined = await fan.join(concertId);
  if (joined.body.status !== 'ACTIVE') throw new Error(`not inside: ${JSON.stringify(joined.body)}`);
  return fan;
}

/** The socket of a fan who is inside: it hears of every seat from now on. */
export async function earInside(fan: Fan, options: { locale?: string } = {}): Promise<Ear> {
  const ear = await fan.listen(options);
  await ear.hears('queue', ({ status }) => status === 'ACTIVE');
  return ear;
}
