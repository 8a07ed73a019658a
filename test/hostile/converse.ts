import { WebSocket } from 'ws';
import type { z } from 'zod';
import { LIVE_EVENTS } from '../../src/live/events.ts';
import { type Cast, filled } from './names.ts';
import type { SocketCase } from './socket-case.ts';

const PATIENCE_MS = 30_000;

/** What the server said on a connection, in order, until it was closed. Rejects when it never is. */
export function converse(port: number, { greeting, packets }: SocketCase, cast: Cast): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
    const said: string[] = [];
    const patience = setTimeout(() => {
      socket.terminate();
      reject(new Error(`not closed within ${PATIENCE_MS} ms`));
    }, PATIENCE_MS);
    let begun = false;
    const goOn = () => {
      if (begun || socket.readyState !== WebSocket.OPEN) return;
      begun = true;
      for (const packet of packets) {
        socket.send(typeof packet === 'string' ? filled(packet, cast) : Buffer.from(packet));
      }
      // The server has read everything before it reads that we go.
      socket.close();
    };
    socket.on('message', (data, isBinary) => {
      said.push(isBinary ? '' : data.toString());
      if (said.length === 1) {
        socket.send(filled(greeting, cast));
        // Not every greeting is answered.
        if (!/^40(\{.*\})?$/s.test(greeting)) goOn();
      } else goOn();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(patience);
      resolve(said);
    });
  });
}

/** Refusals that a connection may meet. */
const CODES = new Set(['INVALID_REQUEST', 'UNAUTHENTICATED', 'INVALID_TOKEN', 'FORBIDDEN']);

/** What is wrong with what the server said; null when nothing is. */
export function faultInSaid([open, ...said]: readonly string[]): string | null {
  if (open?.startsWith('0{') !== true) return 'the connection was not opened';
  for (const packet of said) {
    const fault = faultInPacket(packet);
    if (fault !== null) return `${fault}: ${packet.slice(0, 200)}`;
  }
  return null;
}

function faultInPacket(packet: string): string | null {
  // Pings, the welcome, a goodbye, and errors of namespaces that there are not.
  if (/^(2|3|3probe|40.*|41.*|44\/.*|1|6)$/.test(packet)) return null;
  if (packet.startsWith('44')) {
    const { data } = JSON.parse(packet.slice(2));
    return CODES.has(data?.code) ? null : 'refused without a problem that is declared';
  }
  if (!packet.startsWith('42')) return 'a packet that nobody described';
  const [event, payload] = JSON.parse(packet.slice(2));
  const schema: z.ZodType | undefined = LIVE_EVENTS[event as keyof typeof LIVE_EVENTS]?.payload;
  if (schema === undefined) return 'an event that is not described';
  return schema.safeParse(payload).success ? null : 'a payload that does not fit';
}
