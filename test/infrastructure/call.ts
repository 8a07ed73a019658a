import { bodyOf, headersOf } from '../../client/http.ts';

/** An HTTP answer with its body read. A test reads bodies as a client would: as they come. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the body is what is being tested, not what is known.
  body: any;
}

export interface CallOptions {
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
  /** Ends the call from the client's side. */
  signal?: AbortSignal;
}

/** One HTTP call to whatever path, with whatever a test wants to say: also what our client would never say. */
export async function call(
  url: string,
  method: string,
  path: string,
  { body, raw, headers, signal }: CallOptions = {},
): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { ...headersOf({ body }), ...headers },
    body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    signal,
  });
  return { status: answer.status, headers: answer.headers, body: await bodyOf(answer) };
}
