import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { freePort } from '../../start/address.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { MANY_TURNS, seatOfTurn } from '../infrastructure/turns.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const FANS = 20;

const onSale = useOnSale({ apis: 0, workers: 0, schedulers: 0, laws: 'at the end' });
let urls: string[];
beforeAll(async () => {
  const ports = [await freePort(), await freePort()];
  urls = ports.map((port) => `http://127.0.0.1:${port}`);
  for (const port of ports) onSale.apis.push(await startRole('api', { PORT: `${port}` }));
  for (let count = 0; count < 2; count += 1) onSale.workers.push(await startRole('workers'));
  onSale.schedulers.push(await startRole('scheduler'));
}, 60_000);

async function startRole(role: 'api' | 'workers' | 'scheduler', own: Record<string, string> = {}) {
  const started = await RoleProcess.start(role, { ...settingsFor(onSale), ...own });
  if (role === 'api') await until(async () => (await fetch(`${started.url}/readyz`)).status === 200);
  return started;
}

/** Ends one process as a deployment does, and starts the next in its place. */
async function replace(
  roles: { close(): Promise<void> }[],
  index: number,
  role: 'api' | 'workers' | 'scheduler',
) {
  const old = roles[index] as RoleProcess;
  const ending = await old.drain();
  expect([role, ending.code, ending.signal]).toEqual([role, 0, null]);
  expect(ending.ms).toBeLessThan(11_000);
  roles[index] = await startRole(role, role === 'api' ? { PORT: `${old.port}` } : {});
}

/** Asks one API after the other until one of them answers, as a client behind a load balancer would. */
async function persist(ask: (url: string) => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask(urls[tries % urls.length] ?? '').catch(() => null);
    if (answer !== null && answer.status !== 503) return answer;
    if (tries > 500) throw new Error('nobody answers');
    await pause(20);
  }
}

/** A fan who takes a seat and gives it back, again and again, and who writes down what was accepted. */
async function takeTurns(fan: Fan, concertId: string, index: number, ended: AbortSignal, accepted: string[]) {
  const write = async (method: string, path: string, body?: unknown) => {
    const key = randomUUID();
    const credential: Record<string, string> =
      fan.token === '' ? { 'x-user-id': fan.userId } : { authorization: `Bearer ${fan.token}` };
    const answer = await persist((url) =>
      call(url, method, `/v1/concerts/${concertId}${path}`, {
        body,
        headers: { ...credential, 'idempotency-key': key },
      }),
    );
    expect([path, answer.status]).toEqual([path, 202]);
    const { requestId } = answer.body;
    accepted.push(requestId);
    const settled = await until(
      async () => {
        const { body } = await persist((url) =>
          call(url, 'GET', `/v1/requests/${requestId}`, { headers: credential }),
        );
        return body.status === 'queued' ? null : body;
      },
      { ms: 20_000 },
    );
    expect([path, settled.problem?.code ?? settled.status]).toEqual([path, 'succeeded']);
    return settled.result;
  };
  fan.token = (await write('POST', '/tokens', {})).token;
  let turn = 0;
  do {
    const [date, seatNumber] = seatOfTurn(index, turn);
    turn += 1;
    const { reservationId } = await write('POST', '/reservations', { date, seatNumber });
    await write('DELETE', `/reservations/${reservationId}`);
  } while (!ended.aborted);
}

test('every process is replaced under load, and every accepted request ends, once, as it should', async () => {
  const concertId = await onSale.concert(MANY_TURNS);
  const fans = await onSale.fans(FANS);
  const ended = new AbortController();
  const accepted: string[] = [];
  const turns = Promise.all(
    fans.map((fan, index) => takeTurns(fan, concertId, index, ended.signal, accepted)),
  ).finally(() => ended.abort());
  const deployment = (async () => {
    await until(() => accepted.length > FANS || ended.signal.aborted);
    for (const index of [0, 1]) await replace(onSale.apis, index, 'api');
    for (const index of [0, 1]) await replace(onSale.workers, index, 'workers');
    await replace(onSale.schedulers, 0, 'scheduler');
  })().finally(() => ended.abort());
  await Promise.all([turns, deployment]);

  expect(new Set(accepted).size).toBe(accepted.length);
  const rows = await onSale.sql(sql<{ status: string }>`
    select status from request where id = any(${accepted}::uuid[])`);
  expect(rows.map(({ status }) => status)).toEqual(accepted.map(() => 'succeeded'));
  // Nothing was done that nobody was told of: each key has its one request, and every seat is free again.
  const [all] = await onSale.sql(sql<{ count: number }>`
    select count(*)::int as count from request where lane like ${`%.${concertId}`}`);
  expect(all?.count).toBe(accepted.length);
  const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
  expect(body).toMatchObject({ active: FANS, waiting: 0, held: 0, sold: 0, available: 20_050 });
  expect(await onSale.invariants()).toEqual([]);
}, 120_000);
