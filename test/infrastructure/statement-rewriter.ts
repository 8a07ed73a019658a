import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** What is searched for in the text of a statement, and what PostgreSQL is told instead. */
export type Rewrite = readonly [search: string | RegExp, instead: string];

/** Of a message that has a kind: its letter, and four bytes for its length, which counts itself. */
const HEAD_BYTES = 5;

/**
 * Stands between a process and PostgreSQL and rewrites statements on their way, so that a guard which is written
 * into a query is missing and the program has no way to be without it. What a process prepared before stays as it was.
 */
export class StatementRewriter {
  readonly url: string;
  /** How many statements were changed: none, and the test has taken nothing away. */
  changed = 0;
  readonly #rewrites: readonly Rewrite[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(url: string, server: Server, rewrites: readonly Rewrite[]) {
    this.url = url;
    this.#server = server;
    this.#rewrites = rewrites;
  }

  /** In front of this database; `url` is the same by way of the rewriter. */
  static async start(databaseUrl: string, rewrites: readonly Rewrite[]): Promise<StatementRewriter> {
    const url = new URL(databaseUrl);
    const target = { host: url.hostname, port: Number(url.port) };
    const server = createServer((client) => rewriter.#join(client, connect(target)));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('it listens on no port');
    url.host = `127.0.0.1:${address.port}`;
    const rewriter = new StatementRewriter(url.href, server, rewrites);
    return rewriter;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #join(client: Socket, store: Socket): void {
    for (const [socket, other] of [
      [client, store],
      [store, client],
    ] as const) {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(this.#messages()).pipe(store);
    store.pipe(client);
  }

  /** Passes on whole messages of the client. Only the first of a connection, which opens it, has no kind. */
  #messages(): Transform {
    let rest: Buffer = Buffer.alloc(0);
    let kindBytes = 0;
    return new Transform({
      transform: (chunk: Buffer, _encoding, passOn) => {
        rest = Buffer.concat([rest, chunk]);
        const messages: Buffer[] = [];
        while (rest.length >= kindBytes + 4) {
          const end = kindBytes + rest.readInt32BE(kindBytes);
          if (rest.length < end) break;
          const message = rest.subarray(0, end);
          messages.push(kindBytes === 0 ? message : this.#rewrite(message));
          rest = rest.subarray(end);
          kindBytes = 1;
        }
        passOn(null, Buffer.concat(messages));
      },
    });
  }

  /** A query is its text; a statement to be prepared is its name, its text and the types of its parameters. */
  #rewrite(message: Buffer): Buffer {
    const kind = String.fromCharCode(message[0] ?? 0);
    if (kind !== 'Q' && kind !== 'P') return message;
    const from = kind === 'Q' ? HEAD_BYTES : message.indexOf(0, HEAD_BYTES) + 1;
    const to = message.indexOf(0, from);
    const text = message.toString('utf8', from, to);
    const rewritten = this.#rewrites.reduce((said, [search, instead]) => said.replace(search, instead), text);
    if (rewritten === text) return message;
    this.changed += 1;
    const changed = Buffer.concat([message.subarray(0, from), Buffer.from(rewritten), message.subarray(to)]);
    changed.writeInt32BE(changed.length - 1, 1);
    return changed;
  }
}
