import type { Problem } from '../../src/contract/problem.ts';

/** What a call came to. `problem` is the service's, in the reader's language; `offline` means that nothing was heard. */
export type Reply<Body> =
  | { ok: true; status: number; body: Body }
  | { ok: false; status: number; problem: Problem }
  | { ok: false; status: 0; offline: true };

export interface Ask {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** A queue token, or whatever else is presented as a bearer. */
  bearer?: string | null;
  headers?: Record<string, string>;
  language: 'ko' | 'en';
  signal?: AbortSignal;
  /** Is shown every answer: for what stands in its headers. `sentAt` by the clock of this machine. */
  heard?: (response: Response, sentAt: number) => void;
}

/** One call of the service's own API. Never throws: not to be heard is an answer too, and pages show it. */
export async function ask<Body>(
  path: string,
  { method = 'GET', body, bearer, headers, language, signal, heard }: Ask,
): Promise<Reply<Body>> {
  const sentAt = Date.now();
  try {
    const response = await fetch(path, {
      method,
      signal,
      headers: {
        accept: 'application/json',
        'accept-language': language,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(bearer == null ? {} : { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    heard?.(response, sentAt);
    const text = await response.text();
    const answered = text === '' ? {} : JSON.parse(text);
    return response.ok
      ? { ok: true, status: response.status, body: answered }
      : { ok: false, status: response.status, problem: answered };
  } catch {
    return { ok: false, status: 0, offline: true };
  }
}
