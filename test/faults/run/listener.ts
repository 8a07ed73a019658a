import { setTimeout as pause } from 'node:timers/promises';
import { type LiveSocket, openSocket } from '../../../client/live.ts';
import type { CarefulClient } from './careful-client.ts';
import type { Dice } from './dice.ts';
import type { Figures } from './figures.ts';

const CONNECT_PATIENCE_MS = 4_000;
/** A careful listener who has heard nothing of a request for so long comes back to be told again. */
const SILENCE_MS = 10_000;

/** A fan's socket, which comes back when it is cut off and says since when it may have missed something. */
export class Listener {
  readonly #client: CarefulClient;
  readonly #urls: readonly string[];
  readonly #dice: Dice;
  readonly #figures: Figures;
  readonly #listening: Promise<void>;
  #socket: LiveSocket | null = null;
  #closing = false;

  constructor(parts: { client: CarefulClient; urls: readonly string[]; dice: Dice; figures: Figures }) {
    this.#client = parts.client;
    this.#client.listens = true;
    this.#urls = parts.urls;
    this.#dice = parts.dice;
    this.#figures = parts.figures;
    this.#listening = this.#listen();
  }

  /** Is cut off, and comes back. */
  comesBack(): void {
    this.#socket?.disconnect();
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#socket?.disconnect();
    await this.#listening;
  }

  async #listen(): Promise<void> {
    for (let connections = 0; !this.#closing; connections += 1) {
      if (connections > 0) this.#figures.reconnects += 1;
      await this.#connection();
      await pause(this.#dice.between(50, 500));
    }
  }

  /** One connection, from the handshake until it breaks, or until it has been silent for too long. */
  #connection(): Promise<void> {
    const { record, userId } = this.#client;
    const told = new Set<string>();
    let since = record.since;
    const socket = openSocket({ origin: this.#dice.pick(this.#urls) }, () => ({ userId, since }), {
      reconnection: false,
      timeout: CONNECT_PATIENCE_MS,
    });
    this.#socket = socket;
    socket.on('request', (event) => {
      const { requestId } = event;
      if (!('problem' in event) && !('result' in event)) {
        return record.contradicts(`an event told nothing: ${JSON.stringify(event)}`);
      }
      if (told.has(requestId)) record.contradicts(`request ${requestId} was told twice`);
      told.add(requestId);
      record.hears(event);
    });
    return new Promise((resolve) => {
      const looking = setInterval(() => {
        const earlier = since;
        since = record.since;
        if (since === earlier && Date.now() - Date.parse(since) > SILENCE_MS) socket.disconnect();
      }, SILENCE_MS / 2);
      const ends = () => {
        clearInterval(looking);
        socket.disconnect();
        resolve();
      };
      socket.once('disconnect', ends);
      socket.once('connect_error', ends);
    });
  }
}
