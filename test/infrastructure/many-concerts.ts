import type { Answer } from './call.ts';
import { Fan } from './fan.ts';
import { DATE, type OnSale } from './on-sale.ts';

/** So many concerts, a few at a time: nobody makes a hundred at the same instant. */
export async function manyConcerts(onSale: OnSale, count: number, plan: object = {}): Promise<string[]> {
  const made: string[] = [];
  while (made.length < count) {
    const portion = Math.min(count - made.length, 8);
    made.push(...(await Promise.all(Array.from({ length: portion }, () => onSale.concert({ ...plan })))));
  }
  return made;
}

/** One fan who holds a seat of this price in each of several concerts, and a way to pay for each. */
export async function oneFanInManyConcerts(
  onSale: OnSale,
  count: number,
  { balance, price }: { balance: number; price: number },
): Promise<{ fan: Fan; payments: (() => Promise<Answer>)[] }> {
  const fan = await onSale.fan({ balance });
  const payments: (() => Promise<Answer>)[] = [];
  // One after the other: what happens at the same instant are the payments.
  while (payments.length < count) {
    const concertId = await onSale.concert({ dates: [{ date: DATE, seats: 1, price }] });
    const visitor = new Fan(() => onSale.url, fan.userId);
    await visitor.join(concertId);
    const { reservationId } = (await visitor.reserve(concertId, DATE, 1)).body;
    payments.push(() => visitor.pay(concertId, reservationId));
  }
  return { fan, payments };
}
