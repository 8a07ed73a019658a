import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../../start/address.ts';

interface Pair {
  client: Socket;
  store: Socket;
  /** Nothing passes here any more, whatever becomes of the others. */
  lost: boolean;
}

/** What breaks the next connection on which it is said. */
interface Trap {
  side: 'client' | 'store';
  text: string;
  sprung(): void;
}

/** Stands between a process and its store, to be cut like a cable or to go silent like a dead machine. */
export class TcpProxy {
  readonly url: string;
  readonly #target: { host: string; port: number };
  readonly #port: number;
  readonly #pairs = new Set<Pair>();
  readonly #traps = new Set<Trap>();
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

  /** The next connection on which this is asked breaks before the store hears of it. Resolves when it has. */
  loseQuestion(text: string): Promise<void> {
    return this.#setTrap('client', text);
  }

  /** The next connection on which the store says this breaks before it is heard: what was asked has been done. */
  loseAnswer(text: string): Promise<void> {
    return this.#setTrap('store', text);
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
    for (const [side, from, to] of [
      ['client', client, store],
      ['store', store, client],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (data) => {
        if (this.#isTrapped(side, data)) from.destroy();
        else to.write(data);
      });
      from.on('error', () => {});
      from.on('close', () => {
        this.#pairs.delete(pair);
        to.destroy();
      });
    }
    this.#flow();
  }

  #setTrap(side: Trap['side'], text: string): Promise<void> {
    return new Promise((sprung) => this.#traps.add({ side, text, sprung }));
  }

  #isTrapped(side: Trap['side'], data: Buffer): boolean {
    const trap = [...this.#traps].find((one) => one.side === side && data.includes(one.text));
    if (trap === undefined) return false;
    this.#traps.delete(trap);
    trap.sprung();
    return true;
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
