import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { DeafSocket } from './deaf-socket.ts';

/** Whom an attack is for, and when it is over. */
export interface Target {
  port: number;
  /** Queue tokens of fans inside a concert. */
  tokens: readonly string[];
  concertId: string;
  over: AbortSignal;
}

/** Begins when it is called, resolves when it is under way, and goes on until it is over. */
export type Attack = (target: Target) => Promise<void>;

const SOON_MS = 50;

const head = (line: string, ...headers: string[]) =>
  `${[`${line} HTTP/1.1`, 'Host: x', ...headers].join('\r\n')}\r\n`;
const JSON_TYPE = 'Content-Type: application/json';

/** Opens connections, and when one is closed another, so that there are always as many. */
async function keepOpen(
  { port, over }: Target,
  count: number,
  use: (line: Socket) => void,
): Promise<Set<Socket>> {
  const open = new Set<Socket>();
  const dial = (): Promise<void> =>
    new Promise((resolve) => {
      const line = connect({ port, host: '127.0.0.1' });
      open.add(line);
      line.on('error', () => {});
      line.on('close', () => {
        open.delete(line);
        resolve();
        if (!over.aborted) setTimeout(() => void dial(), SOON_MS).unref();
      });
      line.on('connect', () => {
        use(line);
        resolve();
      });
    });
  over.addEventListener('abort', () => {
    for (const line of open) line.destroy();
  });
  await Promise.all(Array.from({ length: count }, dial));
  return open;
}

/** Says a little on every line, again and again. */
async function dribble(lines: Set<Socket>, text: string, { over }: Target): Promise<void> {
  while (!over.aborted) {
    for (const line of lines) line.write(text);
    await pause(100);
  }
}

/** Sends the same request again and again, some at once, and throws the answers away. */
function repeat({ port, over }: Target, atOnce: number, request: Buffer): void {
  for (let count = 0; count < atOnce; count += 1) {
    void (async () => {
      while (!over.aborted) {
        await new Promise<void>((resolve) => {
          const line = connect({ port, host: '127.0.0.1' });
          line.on('error', () => {});
          line.on('close', () => resolve());
          line.resume();
          line.write(request);
        });
      }
    })();
  }
}

const posted = (path: string, body: string | Buffer, ...headers: string[]): Buffer =>
  Buffer.concat([
    Buffer.from(
      head(`POST ${path}`, JSON_TYPE, `Content-Length: ${body.length}`, 'Connection: close', ...headers),
    ),
    Buffer.from('\r\n'),
    Buffer.from(body),
  ]);

/** What bad clients do, by what it is called. */
export const ATTACKS = {
  async 'a thousand idle connections'(target) {
    await keepOpen(target, 1_000, () => {});
  },

  async 'heads that never end'(target) {
    const lines = await keepOpen(target, 300, (line) => line.write(head('GET /v1/concerts')));
    void dribble(lines, 'X-More: and more\r\n', target);
  },

  async 'bodies that come byte by byte'(target) {
    const authorization = `Authorization: Bearer ${target.tokens[0]}`;
    const begun = head(`POST /v1/concerts/${target.concertId}/reservations`, JSON_TYPE, authorization);
    const lines = await keepOpen(target, 300, (line) => line.write(`${begun}Content-Length: 60000\r\n\r\n`));
    void dribble(lines, ' ', target);
  },

  async 'bodies that are promised and never sent'(target) {
    const begun = head('POST /v1/wallet/charges', JSON_TYPE, 'Content-Length: 60000');
    await keepOpen(target, 300, (line) => line.write(`${begun}\r\n{"amount":`));
  },

  async 'bodies of eight megabytes for the operators, from anybody'(target) {
    repeat(target, 4, posted('/v1/admin/users', `{"users":[${'{},'.repeat(2_600_000)}{}]}`));
  },

  async 'eight megabytes in eight kilobytes'(target) {
    const authorization = `Authorization: Bearer ${target.tokens[0]}`;
    const bomb = gzipSync(`{"amount":1${' '.repeat(8_000_000)}}`);
    repeat(target, 2, posted('/v1/wallet/charges', bomb, 'Content-Encoding: gzip', authorization));
    repeat(target, 2, posted('/v1/admin/users', bomb, 'Content-Encoding: gzip'));
  },

  async 'JSON that is as deep as may be'(target) {
    const authorization = `Authorization: Bearer ${target.tokens[0]}`;
    const deep = `{"seatNumbers":${'['.repeat(32_000)}${']'.repeat(32_000)}}`;
    repeat(target, 4, posted(`/v1/concerts/${target.concertId}/reservations`, deep, authorization));
  },

  async 'readers of long lists who do not read'(target) {
    const authorization = `Authorization: Bearer ${target.tokens[0]}`;
    const asked = `${head(`GET /v1/concerts/${target.concertId}/dates/2099-12-24/seats`, authorization)}\r\n`;
    await keepOpen(target, 100, (line) => {
      line.pause();
      line.write(asked.repeat(2));
    });
  },

  async 'sockets that never stop talking'(target) {
    const sockets = await Promise.all(target.tokens.map((token) => DeafSocket.connect(target.port, token)));
    for (const socket of sockets) {
      void (async () => {
        while (!target.over.aborted && socket.isOpen) {
          for (let times = 0; times < 500; times += 1) socket.say('42["seats",{"concertId":"x"}]');
          do await pause(1);
          while (socket.isOpen && socket.unsent > 100_000);
        }
        socket.close();
      })();
    }
  },

  async 'sockets that never read'({ port, tokens, over }) {
    const sockets = await Promise.all(tokens.map((token) => DeafSocket.connect(port, token)));
    for (const socket of sockets) socket.stopReading();
    // They say that they are there, as if they listened.
    const saying = setInterval(() => {
      for (const socket of sockets) if (socket.isOpen) socket.say('3');
    }, 100);
    over.addEventListener('abort', () => {
      clearInterval(saying);
      for (const socket of sockets) socket.close();
    });
  },
} satisfies Record<string, Attack>;

export type AttackName = keyof typeof ATTACKS;
