import type { Fan } from './fan.ts';
import { inside } from './inside.ts';
import { DATE, type OnSale } from './on-sale.ts';

/** A fan inside a concert of their own, with money, and a hold on seat 1 of `DATE`. */
export interface Scene {
  concertId: string;
  fan: Fan;
  /** The reservation that is held. */
  held: string;
}

export async function setScene(onSale: OnSale, { balance }: { balance: number }): Promise<Scene> {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance });
  return { concertId, fan, held: (await fan.reserve(concertId, DATE, 1)).body.reservationId };
}
