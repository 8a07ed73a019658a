import { Client } from 'undici';
import { type Asking, headersOf, type Method } from '../../client/http.ts';

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/**
 * One fan's keep-alive connection: one request at a time, and as little of the client's CPU as can be. It says what our
 * client says, and leaves out what costs more than saying it: typed replies, `fetch`.
 */
export class HttpClient {
  readonly #client: Client;

  constructor(origin: string) {
    this.#client = new Client(origin, { pipelining: 1, keepAliveTimeout: 60_000, bodyTimeout: 0 });
  }

  request(method: Method, path: string, asking: Asking = {}): Promise<HttpAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    const { body } = asking;
    const chunks: Buffer[] = [];
    let status = 0;
    let received: HttpAnswer['headers'] = {};
    this.#client.dispatch(
      {
        method,
        path,
        headers: headersOf(asking),
        body: body === undefined ? null : JSON.stringify(body),
      },
      {
        onRequestStart() {},
        onResponseStart(_controller, statusCode, answered) {
          status = statusCode;
          received = answered;
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          const text = chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString();
          resolve({ status, headers: received, text });
        },
        onResponseError(_controller, error) {
          reject(error);
        },
      },
    );
    return promise;
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
