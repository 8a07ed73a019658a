import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startWorkers } from '../../workers/worker-process.ts';
import { TcpProxy } from '../infrastructure/tcp-proxy.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { FullFlow } from './full-flow.ts';

/** The bounds: of every answer two seconds, with room for a busy machine, and how long a lane may stand still. */
const ANSWERED_MS = 2_600;
const GOES_ON_MS = 10_000;

const onSale = useOnSale({ laws: 'at the end' });
/** Between Redis and one worker each; a third worker has none. */
let cables: [TcpProxy, TcpProxy];
beforeAll(async () => {
  cables = [await TcpProxy.start(onSale.redis.url), await TcpProxy.start(onSale.redis.url)];
  onSale.beforeClosing(() => Promise.all(cables.map((cable) => cable.restore())));
  for (const { url } of cables) {
    const atTheCable = { ...onSale.environment, redisUrl: url };
    onSale.workers.push(await startWorkers(atTheCable, new AbortController().signal));
  }
});
afterAll(async () => {
  for (const cable of cables) await cable.close();
});

test('the lanes of workers that are cut off from Redis go on elsewhere, and the workers come back by themselves', async () => {
  // Two flows have six lanes: it would be a rare chance that one worker had them all.
  const flows = [await FullFlow.begin(onSale), await FullFlow.begin(onSale)];
  const [breaks, isSilent] = cables;
  await breaks.cut();
  isSilent.silence();
  const cutAt = performance.now();
  await Promise.all(flows.map((flow) => flow.goesOn()));
  expect(performance.now() - cutAt).toBeLessThan(GOES_ON_MS);

  for (const cable of cables) await cable.restore();
  await Promise.all(flows.map((flow) => flow.goesOn()));
  for (const flow of flows) expect((await flow.end()).slowestMs).toBeLessThan(ANSWERED_MS);
}, 90_000);
