import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { pino } from 'pino';

/** What BullMQ itself costs: one worker that completes empty jobs, one at a time. */
interface Settings {
  redisUrl: string;
  queue: string;
}

const { redisUrl, queue }: Settings = JSON.parse(process.argv[2] ?? '{}');
const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
const worker = new Worker(queue, async () => {}, { connection, concurrency: 1 });
await worker.waitUntilReady();
pino().info('doing nothing');

process.once('SIGTERM', async () => {
  await worker.close();
  connection.disconnect();
});
