import { parentPort, workerData } from 'node:worker_threads';
import { pathOf } from '../../client/calls.ts';
import { closedLoop } from './closed-loop.ts';
import { HttpClient } from './http-client.ts';

/** Who joins what, and by how many connections. */
export interface JoinOrders {
  origin: string;
  concertId: string;
  userIds: string[];
  clients: number;
}

/** How many were accepted, and in how many seconds. */
export interface JoinReport {
  accepted: number;
  seconds: number;
}

if (parentPort === null) throw new Error('this is the program of a thread');
const { origin, concertId, userIds, clients } = workerData as JoinOrders;
const connections = Array.from({ length: clients }, () => new HttpClient(origin));
const path = pathOf('/v1/concerts/{concertId}/tokens', { concertId });
let joined = 0;
const { done, seconds } = await closedLoop(clients, (client) => {
  const userId = userIds[joined];
  joined += 1;
  if (userId === undefined) return null;
  const join = async (): Promise<boolean> => {
    const connection = connections[client] as HttpClient;
    const { status } = await connection.request('POST', path, { credential: { userId }, body: {} });
    if (status === 202) return true;
    // The line in front of the lane is as long as it may be: nothing was accepted, and it is tried again.
    if (status === 503) return join();
    throw new Error(`a join was answered with ${status}`);
  };
  return join;
});
parentPort.postMessage({ accepted: done, seconds } satisfies JoinReport);
