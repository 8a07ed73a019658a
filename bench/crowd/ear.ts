import { WebSocket } from 'ws';

/** What a connection hears: the event's name and its payload, still as text, for most of it is never looked at. */
export type Heard = (event: string, payload: string) => void;

/**
 * A Socket.IO client (protocol 5 on Engine.IO protocol 4) of the fewest possible bytes and microseconds, so that
 * ten thousand of them fit beside the server that they measure: websocket only, it answers pings and hears events.
 */
export class Ear {
  readonly #socket: WebSocket;
  /** Bytes of payload received in frames so far. */
  bytes = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static connect(origin: string, auth: Record<string, string>, hear: Heard): Promise<Ear> {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
    });
    const ear = new Ear(socket);
    const { promise, resolve, reject } = Promise.withResolvers<Ear>();
    socket.on('message', (data: Buffer) => {
      ear.bytes += data.length;
      const text = data.toString();
      if (text.startsWith('42')) {
        const end = text.indexOf('"', 4);
        hear(text.slice(4, end), text.slice(end + 2, -1));
      } else if (text === '2') socket.send('3');
      else if (text.startsWith('0')) socket.send(`40${JSON.stringify(auth)}`);
      else if (text.startsWith('40')) resolve(ear);
      else if (text.startsWith('44')) reject(new Error(`refused: ${text.slice(2)}`));
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
    return promise;
  }

  close(): void {
    this.#socket.terminate();
  }
}
