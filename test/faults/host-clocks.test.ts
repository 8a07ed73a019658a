import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Ear, Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const MINUTE_MS = 60_000;
const SHIFT_MS = 10 * MINUTE_MS;
/** The contract's bound is one second; the rest is room for a busy machine. */
const SOON_MS = 3_000;

const clock = pathToFileURL(join(import.meta.dirname, '..', 'infrastructure', 'shifted-clock.ts')).href;

/** Wherever a decision would look at a host's clock, hosts that are wrong in opposite ways show it. */
const HOSTS = [
  { fast: 'the API', api: SHIFT_MS, workers: -SHIFT_MS, scheduler: SHIFT_MS },
  { fast: 'the workers', api: -SHIFT_MS, workers: SHIFT_MS, scheduler: -SHIFT_MS },
];

/** The clock of its API is right: it makes concerts and fans. */
const onSale = useOnSale({ workers: 0, schedulers: 0, laws: 'at the end' });

describe.each(HOSTS)(
  'when $fast are ten minutes ahead and the others behind',
  ({ api, workers, scheduler }) => {
    const roles: RoleProcess[] = [];
    let url: string;
    beforeAll(async () => {
      const start = async (role: 'api' | 'workers' | 'scheduler', shiftMs: number) => {
        const settings = { ...settingsFor(onSale), NODE_OPTIONS: `--import=${clock}?ms=${shiftMs}` };
        const started = await RoleProcess.start(role, settings);
        roles.push(started);
        // The log knows what the process takes for the time: its clock is really wrong.
        const wrongMs = Date.parse(started.log[0].time) - Date.now();
        expect(Math.abs(wrongMs - shiftMs)).toBeLessThan(MINUTE_MS);
        return started;
      };
      url = (await start('api', api)).url;
      await start('workers', workers);
      await start('scheduler', scheduler);
      await until(async () => (await fetch(`${url}/readyz`)).status === 200);
    });
    afterAll(() => Promise.all(roles.splice(0).map((role) => role.close())));

    const ears: Ear[] = [];
    afterEach(async () => {
      for (const ear of ears.splice(0)) ear.close();
      expect(await onSale.invariants()).toEqual([]);
    });

    /** A fan who asks the API whose clock is wrong. */
    async function fanThere(options: { balance?: number } = {}): Promise<Fan> {
      const { userId } = await onSale.fan(options);
      return new Fan(() => url, userId);
    }

    async function listening(fan: Fan): Promise<Ear> {
      const ear = await fan.listen();
      ears.push(ear);
      return ear;
    }

    /** How far the instant is from now, by the database's clock. */
    async function fromNowMs(instant: string): Promise<number> {
      const [row] = await onSale.sql(sql<{ ms: number }>`
      select (extract(epoch from ${instant}::timestamptz - clock_timestamp()) * 1000)::float8 as ms`);
      return row?.ms ?? Number.NaN;
    }

    test('holds and places last as long as they are to last, and are told so', async () => {
      const concertId = await onSale.concert({ holdSeconds: 300, waitingRoom: { capacity: 1 } });
      const [first, second] = [await fanThere(), await fanThere()];
      const admitted = await first.join(concertId);
      const waiting = await second.join(concertId);
      expect([admitted.body.status, waiting.body.status]).toEqual(['ACTIVE', 'WAITING']);
      const held = await first.reserve(concertId, DATE, 1);
      for (const [{ body }, seconds] of [
        [admitted, 600],
        [waiting, 7_200],
        [held, 300],
      ] as const) {
        const leftMs = await fromNowMs(body.expiresAt);
        expect(leftMs).toBeLessThanOrEqual(seconds * 1_000);
        expect(leftMs).toBeGreaterThan(seconds * 1_000 - 10_000);
      }
    });

    test('a hold ends at its instant, is told at once, and cannot be paid a moment later', async () => {
      const concertId = await onSale.concert({ holdSeconds: 2 });
      const fan = await fanThere({ balance: 60_000 });
      await fan.join(concertId);
      const ear = await listening(fan);
      const { reservationId } = (await fan.reserve(concertId, DATE, 1)).body;
      expect((await fan.reserve(concertId, DATE, 1)).body.code).toBe('SEAT_ALREADY_RESERVED');
      await ear.hears('hold-expired', (told) => told.reservationId === reservationId);
      expect((await fan.pay(concertId, reservationId)).body.code).toBe('HOLD_EXPIRED');
      const [row] = await onSale.sql(sql<{ heldMs: number; lateMs: number }>`
      select (extract(epoch from expires_at - held_at) * 1000)::float8 as "heldMs",
             (extract(epoch from ended_at - expires_at) * 1000)::float8 as "lateMs"
      from reservation where id = ${reservationId}`);
      expect(row?.heldMs).toBe(2_000);
      expect(row?.lateMs).toBeGreaterThanOrEqual(0);
      expect(row?.lateMs).toBeLessThan(SOON_MS);
      expect((await fan.reserve(concertId, DATE, 1)).body.code).toBe('SEAT_RECENTLY_YOURS');
      expect((await fan.reserve(concertId, DATE, 2)).status).toBe(201);
    });

    test('a hold that lasts can be paid, by a token that is good here and on a host whose clock is right', async () => {
      const concertId = await onSale.concert();
      const fan = await fanThere({ balance: 60_000 });
      await fan.join(concertId);
      const { reservationId } = (await fan.reserve(concertId, DATE, 1)).body;
      const elsewhere = new Fan(() => onSale.url, fan.userId);
      elsewhere.token = fan.token;
      expect((await elsewhere.place(concertId)).body.status).toBe('ACTIVE');
      const paid = await fan.pay(concertId, reservationId);
      expect(paid.status).toBe(201);
      const [row] = await onSale.sql(sql<{ agoMs: number }>`
      select (extract(epoch from clock_timestamp() - paid_at) * 1000)::float8 as "agoMs"
      from payment where id = ${paid.body.paymentId}`);
      expect(row?.agoMs).toBeGreaterThanOrEqual(0);
      expect(row?.agoMs).toBeLessThan(10_000);
    });

    test('a place ends at its instant, and the next in line is let in', async () => {
      const concertId = await onSale.concert({ waitingRoom: { capacity: 1, activeSeconds: 2 } });
      const [first, second] = [await fanThere(), await fanThere()];
      await first.join(concertId);
      await second.join(concertId);
      const [ear, next] = [await listening(first), await listening(second)];
      await ear.hears('token-expired');
      await next.hears('queue', ({ status }) => status === 'ACTIVE');
      const [row] = await onSale.sql(sql<{ lastedMs: number; lateMs: number }>`
      select (extract(epoch from expires_at - admitted_at) * 1000)::float8 as "lastedMs",
             (extract(epoch from ended_at - expires_at) * 1000)::float8 as "lateMs"
      from queue_token where concert_id = ${concertId} and number = 1`);
      expect(row?.lastedMs).toBe(2_000);
      expect(row?.lateMs).toBeGreaterThanOrEqual(0);
      expect(row?.lateMs).toBeLessThan(SOON_MS);
    });
  },
);
