import { parentPort, workerData } from 'node:worker_threads';
import { Ear } from './ear.ts';

/**
 * A thread of people who wait: a socket each, and all that they are told of their rank, with the instant at which
 * it came. Beside the clients of the main thread, so that nobody's reading is held up by somebody else's posting.
 */
export interface RankOrders {
  origin: string;
  tokens: string[];
}

/** What was told since the last report: three figures for each `queue` event: whose, when (epoch ms), the rank. */
export interface RankReport {
  told: Float64Array<ArrayBuffer>;
  /** Bytes on the wire of all that was told, the frames' headers included. */
  bytes: number;
}

const CONNECTING_AT_ONCE = 100;
/** A frame of 126 to 65,535 bytes says its length in four bytes; a shorter one in two. */
const frameHeader = (length: number) => (length < 126 ? 2 : 4);

const { origin, tokens } = workerData as RankOrders;
if (parentPort === null) throw new Error('this is the program of a thread');
const { timeOrigin } = performance;
let told: number[] = [];
let bytes = 0;

const QUEUE_FRAME_AROUND = '42["queue",'.length + ']'.length;

function hear(index: number, event: string, payload: string): void {
  if (event !== 'queue') return;
  const at = timeOrigin + performance.now();
  const rank = payload.indexOf('"rank":') + '"rank":'.length;
  told.push(index, at, Number.parseInt(payload.slice(rank, rank + 8), 10));
  const length = QUEUE_FRAME_AROUND + payload.length;
  bytes += length + frameHeader(length);
}

const ears: Ear[] = [];
for (let from = 0; from < tokens.length; from += CONNECTING_AT_ONCE) {
  const connecting = tokens
    .slice(from, from + CONNECTING_AT_ONCE)
    .map((token, place) =>
      Ear.connect(origin, { token }, (event, payload) => hear(from + place, event, payload)),
    );
  ears.push(...(await Promise.all(connecting)));
}

parentPort.on('message', (order: 'report' | 'close') => {
  if (order === 'close') {
    for (const ear of ears) ear.close();
    parentPort?.close();
    return;
  }
  const report: RankReport = { told: Float64Array.from(told), bytes };
  told = [];
  bytes = 0;
  parentPort?.postMessage(report, [report.told.buffer]);
});
parentPort.postMessage('connected');
