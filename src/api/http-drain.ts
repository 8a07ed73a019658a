import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { DRAIN_ANSWERS_MS, DRAIN_GOODBYES_MS } from '../../config/limits.ts';

/**
 * Ends an HTTP server so that whoever asked something gets an answer. Nobody new comes in, every answer is the
 * last on its connection, and what is open after that is cut: browsers open connections ahead and never use
 * them, phones vanish without a word, and a server that waited for them would not end.
 */
export class HttpDrain {
  readonly #http: Server;
  readonly #connections = new Set<Socket>();
  readonly #underWay = new Set<ServerResponse>();
  readonly #allAnswered = Promise.withResolvers<void>();
  #draining = false;

  /** Made after Socket.IO took over the server's listeners, so that it sees every request whoever answers it. */
  constructor(http: Server) {
    this.#http = http;
    http.on('connection', (connection: Socket) => {
      this.#connections.add(connection);
      connection.once('close', () => this.#connections.delete(connection));
    });
    http.prependListener('request', (_request, response) => this.#follow(response));
  }

  /** Resolves when every connection is closed. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#draining = true;
    for (const response of this.#underWay) makeLast(response);
    this.#check();
    await Promise.race([this.#allAnswered.promise, pause(DRAIN_ANSWERS_MS, undefined, { ref: false })]);
    await Promise.race([closed, pause(DRAIN_GOODBYES_MS, undefined, { ref: false })]);
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }

  #follow(response: ServerResponse): void {
    this.#underWay.add(response);
    if (this.#draining) makeLast(response);
    response.once('close', () => {
      this.#underWay.delete(response);
      this.#check();
    });
  }

  #check(): void {
    if (this.#draining && this.#underWay.size === 0) this.#allAnswered.resolve();
  }
}

/** The connection ends with this answer; a client with more to ask opens another, to another process. */
function makeLast(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
