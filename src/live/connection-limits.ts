import type { EventEmitter } from 'node:events';
import type { Socket as NetSocket } from 'node:net';
import type { Socket } from 'socket.io';
import {
  SOCKET_BACKLOG_BYTES,
  SOCKET_BACKLOG_MESSAGES,
  SOCKET_MESSAGES_PER_SECOND,
} from '../../config/limits.ts';

/** A connection of Engine.IO, under a socket of Socket.IO. */
export type Connection = Socket['conn'];

/** What it is made of, as far as we pass it by. Its types do not say. */
export interface WebSocketTransport {
  name: string;
  /** Nothing of Engine.IO's own is on its way. */
  writable: boolean;
  socket?: EventEmitter & { _socket?: NetSocket | null; terminate(): void };
}

/**
 * Cuts off a client for which too much waits because it does not read; answers whether it was. It finds all that it
 * missed when it comes back, and until then the memory is for those who listen.
 */
export function cutOffWhoDoesNotRead(connection: Connection): boolean {
  const { socket }: WebSocketTransport = connection.transport;
  const { writeBuffer } = connection as unknown as { writeBuffer: readonly unknown[] };
  const waits = (socket?._socket?.writableLength ?? 0) > SOCKET_BACKLOG_BYTES;
  if (!waits && writeBuffer.length <= SOCKET_BACKLOG_MESSAGES) return false;
  cutOff(connection);
  return true;
}

/**
 * Cuts off a client that says more than one has to say: nobody listens to it, but everything it says is read. Pings
 * of WebSocket's own count as well, for each is answered.
 */
export function limitTalk(connection: Connection): void {
  let second = performance.now();
  let said = 0;
  const hear = () => {
    const now = performance.now();
    if (now - second > 1_000) {
      second = now;
      said = 0;
      cutOffWhoDoesNotRead(connection);
    }
    said += 1;
    if (said > SOCKET_MESSAGES_PER_SECOND) cutOff(connection);
  };
  const hearPings = ({ socket }: WebSocketTransport) => socket?.on('ping', hear).on('pong', hear);
  connection.on('packet', hear);
  connection.on('upgrade', hearPings);
  hearPings(connection.transport);
}

/** At once and without a goodbye, which would have to wait behind all the rest. */
function cutOff(connection: Connection): void {
  const { socket }: WebSocketTransport = connection.transport;
  if (socket === undefined) connection.close(true);
  else socket.terminate();
}
