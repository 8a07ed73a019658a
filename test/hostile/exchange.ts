import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Damage, HttpCase } from './http-case.ts';
import { type Cast, filled } from './names.ts';

/** What came back, as far as it was HTTP; status 0 when the connection was closed without a word. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

const PATIENCE_MS = 45_000;

/** The bytes of a case, with the things of this run in it. */
export function bytesOf(made: HttpCase, cast: Cast): { head: Buffer; body: Buffer } {
  const whole = made.body === null ? null : Buffer.from(filled(made.body, cast));
  const { body, headers } = damaged(whole, made.damage);
  const said = [...made.headers, ...headers];
  const has = (name: string) => said.some(([one]) => one.toLowerCase() === name);
  const frame: [string, string][] = [];
  if (!has('host') || said.some(([, value]) => value === 'one too many')) frame.push(['Host', 'localhost']);
  if (!has('connection')) frame.push(['Connection', 'close']);
  if (whole !== null && !has('content-length') && !has('transfer-encoding')) {
    frame.push(['Content-Length', `${body.length}`]);
  }
  const lines = [...frame, ...said].map(([name, value]) => `${name}: ${filled(value, cast)}`);
  const first = `${made.method} ${filled(made.target, cast)} HTTP/1.1`;
  return { head: Buffer.from(`${[first, ...lines].join('\r\n')}\r\n\r\n`), body };
}

function damaged(whole: Buffer | null, damage: Damage | null): { body: Buffer; headers: [string, string][] } {
  if (whole === null) return { body: Buffer.alloc(0), headers: [] };
  const length = (bytes: number): [string, string][] => [['Content-Length', `${Math.max(bytes, 0)}`]];
  switch (damage?.kind) {
    case 'cut':
      return { body: whole.subarray(0, Math.floor(whole.length * damage.at)), headers: [] };
    case 'short':
      return { body: whole, headers: length(whole.length + damage.missing) };
    case 'long':
      return { body: whole, headers: length(whole.length - damage.tooMany) };
    case 'bytes': {
      const at = Math.floor(whole.length * damage.at);
      const body = Buffer.concat([whole.subarray(0, at), Buffer.from(damage.bytes), whole.subarray(at)]);
      return { body, headers: [] };
    }
    case 'gzip': {
      const packed = gzipSync(whole);
      const body = damage.broken ? packed.subarray(0, packed.length - 9) : packed;
      return { body, headers: [['Content-Encoding', 'gzip']] };
    }
    case 'chunked': {
      const size = damage.broken ? `${whole.length.toString(16)}g` : whole.length.toString(16);
      const end = whole.length === 0 ? '' : '\r\n0';
      const body = Buffer.concat([Buffer.from(`${size}\r\n`), whole, Buffer.from(`${end}\r\n\r\n`)]);
      return { body, headers: [['Transfer-Encoding', 'chunked']] };
    }
    default:
      return { body: whole, headers: [] };
  }
}

/** Sends the bytes on a connection of their own, and reads the first answer. Rejects when none comes in time. */
export function exchange(
  port: number,
  { head, body }: { head: Buffer; body: Buffer },
  { method, hangsUp }: Pick<HttpCase, 'method' | 'hangsUp'>,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let received = Buffer.alloc(0);
    const end = (reply: Reply) => {
      clearTimeout(patience);
      socket.destroy();
      resolve(reply);
    };
    const patience = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer within ${PATIENCE_MS} ms`));
    }, PATIENCE_MS);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const reply = read(received, method);
      if (reply !== null) end(reply);
    });
    // The server may refuse and close before it was told everything.
    socket.on('error', () => end(readUnended(received)));
    socket.on('end', () => end(readUnended(received)));
    socket.on('close', () => end(readUnended(received)));
    socket.write(Buffer.concat([head, body]));
    if (hangsUp) socket.end();
  });
}

/** The answer, when all of it is there. */
function read(received: Buffer, method: string): Reply | null {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const reply = headOf(received.subarray(0, end).toString());
  const rest = received.subarray(end + 4);
  // Go on, it says: the answer itself comes after.
  if (reply.status >= 100 && reply.status < 200) return read(rest, method);
  if (method === 'HEAD' || reply.status === 204 || reply.status === 304) return reply;
  const length = reply.headers['content-length'];
  if (length !== undefined && rest.length >= Number(length))
    return { ...reply, body: rest.subarray(0, Number(length)) };
  return null;
}

/** The answer as far as it came before the connection ended. */
function readUnended(received: Buffer): Reply {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return { status: 0, headers: {}, body: received };
  const reply = headOf(received.subarray(0, end).toString());
  const rest = received.subarray(end + 4);
  if (reply.status >= 100 && reply.status < 200) return readUnended(rest);
  return { ...reply, body: reply.headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest };
}

function headOf(head: string): Reply {
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(' ')[1]), headers: Object.fromEntries(headers), body: Buffer.alloc(0) };
}

function unchunked(body: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, lineEnd).toString(), 16);
    if (lineEnd < 0 || !(size > 0)) break;
    pieces.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(pieces);
}
