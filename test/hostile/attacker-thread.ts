import { parentPort, workerData } from 'node:worker_threads';
import { ATTACKS, type AttackName, type Target } from './attacks.ts';

const over = new AbortController();
const { name, ...target } = workerData as { name: AttackName } & Omit<Target, 'over'>;
parentPort?.once('message', () => {
  over.abort();
  // Whatever is still open ends with the thread.
  process.exit();
});
await ATTACKS[name]({ ...target, over: over.signal });
parentPort?.postMessage('under way');
