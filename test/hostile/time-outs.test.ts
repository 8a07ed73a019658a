import { connect } from 'node:net';
import { beforeAll, expect, test } from '@jest/globals';
import { HEADERS_TIMEOUT_MS, SOCKET_HANDSHAKE_MS, TIMEOUTS_CHECKED_EVERY_MS } from '../../config/limits.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { DeafSocket } from './deaf-socket.ts';

/** The machine has other work as well. */
const LATE_MS = 3_000;

const onSale = useOnSale({ workers: 0, schedulers: 0, laws: 'at the end' });
let port: number;
beforeAll(async () => {
  port = onSale.apis[0]?.port ?? 0;
});

/** What is answered to a client that says these words one by one, a tenth of a second apart, and how long that took. */
async function slowly(words: string): Promise<{ answer: string; ms: number }> {
  const begun = performance.now();
  const line = connect({ port, host: '127.0.0.1' });
  let said = 0;
  const speaking = setInterval(() => line.write(words.charAt(said++ % words.length)), 100);
  if (words === '') clearInterval(speaking);
  let answer = '';
  line.on('data', (text) => {
    answer += text;
  });
  line.on('error', () => {});
  await new Promise((resolve) => line.once('close', resolve));
  clearInterval(speaking);
  return { answer, ms: performance.now() - begun };
}

test('whoever says nothing, or takes for ever to say it, is sent away in time', async () => {
  const begun = performance.now();
  const silent = DeafSocket.open(port).then(async ({ closed }) => {
    await closed;
    return performance.now() - begun;
  });
  const [nothing, head, greeting] = await Promise.all([
    slowly(''),
    slowly(`GET /healthz HTTP/1.1\r\nX-Long: ${'x'.repeat(1_000)}`),
    silent,
  ]);
  const inTime = HEADERS_TIMEOUT_MS + TIMEOUTS_CHECKED_EVERY_MS + LATE_MS;
  for (const { answer, ms } of [nothing, head]) {
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(ms).toBeLessThan(inTime);
  }
  expect(greeting).toBeLessThan(SOCKET_HANDSHAKE_MS + LATE_MS);
});
