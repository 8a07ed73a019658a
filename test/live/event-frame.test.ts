import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { eventFrame } from '../../src/live/event-frame.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** What a WebSocket client reads of these bytes, after a handshake that says yes to everything. */
async function readBy(frames: readonly Buffer[]): Promise<string[]> {
  server = createServer((wire) =>
    wire.once('data', (request) => {
      const key = /sec-websocket-key: (\S+)/i.exec(request.toString())?.[1];
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      wire.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      for (const frame of frames) wire.write(frame);
    }),
  );
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  const read: string[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data) => {
      read.push(String(data));
      if (read.length === frames.length) resolve();
    });
  });
  socket.terminate();
  return read;
}

const change = (number: number) => ({ number, status: 'HELD' as const });

describe('the frame of an event', () => {
  test('is a message of Engine.IO with the packet of Socket.IO in it, however long it is', async () => {
    const concertId = 'c';
    const events = [
      eventFrame('token-expired', { concertId, message: 'over' }),
      // The lengths at which the header grows: 125 and 126, 65,535 and 65,536 bytes.
      ...[125, 126, 65_535, 65_536].map((length) => {
        const around = '42["token-expired",{"concertId":"c","message":""}]'.length;
        return eventFrame('token-expired', { concertId, message: 'x'.repeat(length - around) });
      }),
      eventFrame('token-expired', { concertId, message: '대기열 토큰이 만료되었습니다' }),
      eventFrame('seats', {
        concertId,
        date: '2099-12-24',
        changes: Array.from({ length: 9_000 }, (_, n) => change(n)),
      }),
    ];
    const read = await readBy(events.map(({ frame }) => frame));
    expect(read).toEqual(events.map(({ packet }) => `4${packet}`));
    expect(read.map((text) => Buffer.byteLength(text)).slice(1, 5)).toEqual([125, 126, 65_535, 65_536]);
    expect(read[0]).toBe('42["token-expired",{"concertId":"c","message":"over"}]');
  });
});
