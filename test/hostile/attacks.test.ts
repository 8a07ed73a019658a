import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { patientRedis } from '../../config/redis.ts';
import { ANNOUNCEMENT_CHANNEL } from '../../src/lane/announcement.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { Attacker } from './attacker.ts';
import { ATTACKS, type AttackName } from './attacks.ts';
import { NormalUsers, P99_MS } from './normal-users.ts';
import { openSale, type Sale } from './sale.ts';
import { weigh } from './weight.ts';

/** For how long it is measured; again when it was not good enough, for the machine has other work as well. */
const WINDOW_MS = 1_000;
const WINDOWS = 3;
/** What the API may hold, while it is attacked, beyond what it held before: all that it does not need thrown away. */
const GROWTH_MB = 60;

let sale: Sale;
let redis: Redis;
let concertId: string;
let tokens: string[];
beforeAll(async () => {
  sale = await openSale();
  redis = patientRedis(sale.onSale.redis.url);
  concertId = await sale.onSale.concert({ dates: [{ date: DATE, price: 1, seats: 20_000 }] });
  tokens = (await sale.onSale.admitted(concertId, 30)).map(({ token }) => token);
  // The first of everything takes longest.
  await (await NormalUsers.enter(sale.onSale)).goOn(1_000);
});
afterAll(async () => {
  redis.disconnect();
  expect(await sale.onSale.invariants()).toEqual([]);
  await sale.onSale.close();
});

/** A rush for the seats of the concert under attack: every fifth of a second all of them are told. */
function rush(): { end(): void } {
  const changes = Array.from({ length: 4_000 }, (_, index) => ({ number: index + 1, status: 'HELD' }));
  const events = [{ type: 'seats', concertId, date: DATE, changes }];
  const announcement = JSON.stringify({ lane: 'x', settled: [], events });
  const timer = setInterval(() => void redis.publish(ANNOUNCEMENT_CHANNEL, announcement), 200);
  return { end: () => clearInterval(timer) };
}

test.each(Object.keys(ATTACKS) as AttackName[])(
  '%s: nobody else is kept waiting, and memory stays within its bound',
  async (name) => {
    const users = await NormalUsers.enter(sale.onSale);
    const before = await weigh(sale.api);
    const attacker = await Attacker.begin(name, { port: sale.api.port, concertId, tokens });
    const rushing = name === 'sockets that never read' ? rush() : null;
    try {
      const p99s: number[] = [];
      do {
        const latencies = await users.goOn(WINDOW_MS);
        expect(latencies.count).toBeGreaterThan(20);
        p99s.push(latencies.p99);
      } while (Math.min(...p99s) >= P99_MS && p99s.length < WINDOWS);
      const during = await weigh(sale.api);
      expect(Math.min(...p99s)).toBeLessThan(P99_MS);
      expect(during.heap - before.heap).toBeLessThan(GROWTH_MB);
    } finally {
      rushing?.end();
      await attacker.end();
    }
    expect(sale.api.errors).toBe('');
  },
);
