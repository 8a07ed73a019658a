import { WebSocket } from 'ws';
import { until } from '../infrastructure/until.ts';

/** A connection that says that it is there, and whatever else, and from some moment on reads nothing. */
export class DeafSocket {
  readonly #socket: WebSocket;
  #heard = 0;
  readonly closed: Promise<void>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('message', () => {
      this.#heard += 1;
    });
  }

  /** A connection that has not yet said who it is. */
  static async open(port: number): Promise<DeafSocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
    const deaf = new DeafSocket(socket);
    await until(() => deaf.#heard >= 1);
    return deaf;
  }

  /** Connects by the token, and hears where it stands. */
  static async connect(port: number, token: string): Promise<DeafSocket> {
    const deaf = await DeafSocket.open(port);
    deaf.say(`40${JSON.stringify({ token })}`);
    await until(() => deaf.#heard >= 3);
    return deaf;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  get heard(): number {
    return this.#heard;
  }

  say(packet: string): void {
    this.#socket.send(packet);
  }

  /** A ping of WebSocket's own, which the other side answers. */
  ping(): void {
    this.#socket.ping('x'.repeat(100));
  }

  stopReading(): void {
    this.#socket.pause();
  }

  /** What it was told meanwhile is read, up to the end if there was one. */
  readAgain(): void {
    this.#socket.resume();
  }

  /** What it has said and could not yet send. */
  get unsent(): number {
    return this.#socket.bufferedAmount;
  }

  close(): void {
    this.#socket.terminate();
  }
}
