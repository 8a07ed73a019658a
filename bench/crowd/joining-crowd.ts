import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { JoinOrders, JoinReport } from './joining-clients.ts';

/**
 * Everybody joins one concert, as fast as so many keep-alive clients can send, on a thread of their own: whoever
 * books meanwhile is measured by another one.
 */
export async function joinAll(orders: JoinOrders): Promise<JoinReport> {
  const worker = new Worker(new URL('./joining-clients.ts', import.meta.url), { workerData: orders });
  try {
    const [report] = (await once(worker, 'message')) as [JoinReport];
    return report;
  } finally {
    await worker.terminate();
  }
}
