import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../start/address.ts';
import { until } from '../infrastructure/until.ts';
import { areAlive, descendantsOf } from './processes-of.ts';

const root = join(import.meta.dirname, '..', '..');

interface Started {
  child: ChildProcess;
  printed(): string;
}

let dataDir: string;
let port: number;
let api: string;
const children: ChildProcess[] = [];

/** The real `npm start`, as a person types it. */
function npmStart(environment: { [name: string]: string }): Started {
  const given = {
    ...process.env,
    IDENTITY: 'trust',
    NODE_ENV: 'development',
    DATA_DIR: dataDir,
    ...environment,
  };
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'ADMIN_KEY', 'TOKEN_SECRET'])
    Reflect.deleteProperty(given, name);
  const child = spawn('npm', ['start', '--silent'], { cwd: root, env: given, detached: true });
  children.push(child);
  let text = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return { child, printed: () => text };
}

function untilPrinted({ child, printed }: Started, words: RegExp): Promise<RegExpMatchArray> {
  return until(
    () => {
      const found = printed().match(words);
      if (found === null && child.exitCode !== null) {
        throw new Error(`npm start ended with ${child.exitCode}:\n${printed()}`);
      }
      return found;
    },
    { ms: 60_000 },
  );
}

/** Ctrl-C: the terminal sends the signal to the whole group. */
async function interrupt({ child }: Started): Promise<number | null> {
  process.kill(-(child.pid as number), 'SIGINT');
  await once(child, 'exit');
  return child.exitCode;
}

async function call(method: string, path: string, userId: string, token?: string, body?: object) {
  const answer = await fetch(api + path, {
    method,
    headers: {
      'content-type': 'application/json',
      prefer: 'wait=10',
      ...(token ? { authorization: `Bearer ${token}` } : { 'x-user-id': userId }),
    },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'frontrow-start-'));
  // As root, PostgreSQL runs as another account, which must be able to come in.
  await chmod(dataDir, 0o755);
  port = await freePort();
  api = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid as number), 'SIGKILL');
  }
  await rm(dataDir, { recursive: true, force: true });
});

describe('npm start', () => {
  test('brings up a sale one can book in, and the same sale again after a restart', async () => {
    const first = npmStart({ PORT: String(port) });
    const [, concertId] = await untilPrinted(first, /Concert +([0-9a-f-]{36})/);
    const [, userId = ''] = await untilPrinted(first, /Demo user +([0-9a-f-]{36})/);
    const [, adminKey] = await untilPrinted(first, /Admin key +(\S+)/);
    await untilPrinted(first, /Ctrl-C/);

    await expect(call('GET', '/v1/wallet', userId)).resolves.toMatchObject({ body: { balance: 200_000 } });
    const concert = `/v1/concerts/${concertId}`;
    const joined = await call('POST', `${concert}/tokens`, userId, undefined, {});
    expect(joined).toMatchObject({ status: 201, body: { number: 1 } });
    const token = String(joined.body.token);
    await until(
      async () => (await call('GET', `${concert}/tokens/me`, userId, token)).body.status === 'ACTIVE',
    );
    const { body: list } = await call('GET', `${concert}/dates`, userId, token);
    const [firstDate] = list.dates as { date: string; seatsTotal: number; seatsAvailable: number }[];
    expect(firstDate).toMatchObject({ seatsTotal: 50, seatsAvailable: 50 });
    const held = await call('POST', `${concert}/reservations`, userId, token, {
      date: firstDate?.date,
      seatNumber: 1,
    });
    expect(held).toMatchObject({ status: 201, body: { status: 'HELD', amount: 50_000 } });
    const paid = await call('POST', `${concert}/payments`, userId, token, {
      reservationId: held.body.reservationId,
    });
    expect(paid).toMatchObject({ status: 201, body: { status: 'PAID', balance: 150_000 } });

    const running = await descendantsOf(first.child.pid as number);
    expect(running.length).toBeGreaterThanOrEqual(6);
    await expect(interrupt(first)).resolves.toBe(0);
    await expectGone(running);

    const second = npmStart({ PORT: String(port) });
    const printedAgain = (await untilPrinted(second, /.*Ctrl-C/s))[0];
    expect(printedAgain).toContain(concertId);
    expect(printedAgain).toContain(userId);
    expect(printedAgain).toContain(adminKey);
    await expect(call('GET', '/v1/wallet', userId)).resolves.toMatchObject({ body: { balance: 150_000 } });
    const runningAgain = await descendantsOf(second.child.pid as number);
    await expect(interrupt(second)).resolves.toBe(0);
    await expectGone(runningAgain);
  }, 120_000);

  test('leaves nothing behind when it is killed', async () => {
    const started = npmStart({ PORT: String(port) });
    await untilPrinted(started, /Ctrl-C/);
    const running = await descendantsOf(started.child.pid as number);
    process.kill(-(started.child.pid as number), 'SIGKILL');
    await expectGone(running);
  }, 60_000);

  test('says so when the port is taken, and starts nothing', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const refused = npmStart({ PORT: String(port) });
    await once(refused.child, 'close');
    expect(refused.child.exitCode).toBe(1);
    expect(refused.printed()).toContain(`Port ${port} is in use`);
    other.close();
  });

  test('names every setting that is wrong', async () => {
    const refused = npmStart({ PORT: 'eighty', DEMO: 'maybe' });
    await once(refused.child, 'close');
    expect(refused.child.exitCode).toBe(1);
    expect(refused.printed().trim().split('\n')).toEqual([
      expect.stringMatching(/^PORT must be/),
      expect.stringMatching(/^DEMO must be/),
    ]);
  });
});

async function expectGone(pids: number[]): Promise<void> {
  await until(async () => (await areAlive(pids)).length === 0, { ms: 15_000 });
}
