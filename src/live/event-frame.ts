import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Socket } from 'socket.io';
import { SOCKETS_TOLD_AT_ONCE } from '../../config/limits.ts';
import { cutOffWhoDoesNotRead, type WebSocketTransport } from './connection-limits.ts';
import type { LiveEvents, LivePayloads } from './events.ts';

/**
 * An event as it goes over the wire. `emit` encodes for each socket and writes the frame's header and body apart;
 * who is told the same, or is one of ten thousand, is told by one buffer and one write.
 */
export interface EventFrame {
  /** The packet of Socket.IO, for a connection that is (still) polling. */
  packet: string;
  /** The whole WebSocket frame (RFC 6455) around it. */
  frame: Buffer;
}

/** Any socket that hears our events. */
export type Hearing = Pick<Socket<Record<string, never>, LiveEvents>, 'conn'>;

const FINAL_TEXT = 0x81;
/** What Engine.IO writes before a message. */
const MESSAGE = '4';

export function eventFrame<Event extends keyof LivePayloads>(
  event: Event,
  payload: LivePayloads[Event],
): EventFrame {
  const packet = `2["${event}",${JSON.stringify(payload)}]`;
  const length = MESSAGE.length + Buffer.byteLength(packet);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = FINAL_TEXT;
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(MESSAGE, header);
  frame.write(packet, header + MESSAGE.length);
  return { packet, frame };
}

/**
 * Writes the frame to the connection itself, past what Engine.IO and `ws` keep and tell about each packet: with
 * ten thousand sockets that costs as much as the writing. When anything else is on its way it goes through them, so
 * that nothing overtakes anything; and while a connection is polling, of course.
 */
export function send({ conn }: Hearing, { packet, frame }: EventFrame): void {
  if (cutOffWhoDoesNotRead(conn)) return;
  const transport: WebSocketTransport = conn.transport;
  const wire = transport.name === 'websocket' ? transport.socket?._socket : undefined;
  if (wire?.writable === true && transport.writable && conn.readyState === 'open') {
    wire.write(frame);
    return;
  }
  // The way of Socket.IO's own broadcasts: a transport that speaks WebSocket takes the frame, others the packet.
  const options = { compress: false, wsPreEncodedFrame: [frame] };
  conn.write(packet, options);
}

/** Tells all of them the same, and lets others have a turn between. */
export async function sendAll(sockets: Iterable<Hearing>, told: EventFrame): Promise<void> {
  let count = 0;
  for (const socket of sockets) {
    send(socket, told);
    count += 1;
    if (count % SOCKETS_TOLD_AT_ONCE === 0) await nextTurn();
  }
}
