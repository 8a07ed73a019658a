import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../../start/free-port.ts';

interface Pair {
  client: Socket;
  store: Socket;
  /** Nothing passes here any more, whatever becomes of the others. */
  lost: boolean;
}

/** Stands between a process and its store, to be cut like a cable or to go silent like a dead machine. */
export class TcpProxy {
  readonly url: string;
  readonly #target: { host: string; port: number };
  readonly #port: number;
  readonly #pairs = new Set<Pair>();
  #server: Server | null = null;
  #silent = false;

  private constructor(storeUrl: string, port: number) {
    const url = new URL(storeUrl);
    this.#target = { host: url.hostname, port: Number(url.port) };
    this.#port = port;
    url.port = String(port);
    this.url = url.href;
  }

  /** In front of the store at this address; `url` is the same by way of the proxy. */
  static async start(storeUrl: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(storeUrl, await freePort());
    await proxy.#listen();
    return proxy;
  }

  /** Every connection breaks, and no new one is let in. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    const closed = new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
    for (const { client, store } of this.#pairs) {
      client.destroy();
      store.destroy();
    }
    await closed;
  }

  /** Connections stay open and new ones are let in, but nothing comes through. */
  silence(): void {
    this.#silent = true;
    this.#flow();
  }

  /** The connections that there are stay open and never say anything again; new ones work. */
  lose(): void {
    for (const pair of this.#pairs) pair.lost = true;
    this.#flow();
  }

  /** As if nothing had been: what was said in the silence arrives now. */
  async restore(): Promise<void> {
    this.#silent = false;
    this.#flow();
    if (this.#server === null) await this.#listen();
  }

  async close(): Promise<void> {
    await this.cut();
  }

  async #listen(): Promise<void> {
    const server = createServer((client) => this.#join(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
  }

  #join(client: Socket): void {
    const store = connect(this.#target);
    const pair: Pair = { client, store, lost: false };
    this.#pairs.add(pair);
    for (const [from, to] of [
      [client, store],
      [store, client],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (data) => to.write(data));
      from.on('error', () => {});
      from.on('close', () => {
        this.#pairs.delete(pair);
        to.destroy();
      });
    }
    this.#flow();
  }

  #flow(): void {
    for (const { client, store, lost } of this.#pairs) {
      for (const socket of [client, store]) {
        if (this.#silent || lost) socket.pause();
        else socket.resume();
      }
    }
  }
}
