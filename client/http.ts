import { type Credential, headersOfCredential } from './credential.ts';
import type { Language, Problem } from './description.ts';

/** What goes over the wire, by whatever transport. */
export interface Sent {
  method: string;
  headers: Record<string, string>;
  body?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** And what comes back. */
export interface Answer {
  status: number;
  headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** Something like `fetch`. It throws when nothing is heard. */
export type Transport = (url: string, sent: Sent) => Promise<Answer>;

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** What a call may be asked with, whatever the call. `undefined` is as good as absent. */
export interface Asking {
  params?: Readonly<Record<string, string>> | undefined;
  query?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** The path of the next page as the list told it, in place of `params` and `query`. */
  next?: string | undefined;
  body?: unknown;
  /** Who calls; nobody with null. */
  credential?: Credential | null | undefined;
  /** The language of the sentences in the answer. */
  language?: Language | undefined;
  /** Seconds to wait for the outcome itself: 1 to 30. */
  wait?: number | undefined;
  /** The same key again does nothing twice. */
  idempotencyKey?: string | undefined;
  /** The `etag` of what the caller has seen: if somebody has changed it since, nothing is done. */
  ifMatch?: string | undefined;
  /** The `etag` of the answer that the caller has: if it is still the same, the status is 304. */
  ifNoneMatch?: string | undefined;
  /** The caller's own name for the call in the service's logs. */
  correlationId?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** An answer, its body read. */
export interface Heard<Status extends number = number, Body = unknown> {
  ok: true;
  status: Status;
  body: Body;
  headers: Answer['headers'];
}

/** The service's "no", in the reader's language; `code` is for programs. */
export interface Refused<Codes extends string = string> {
  ok: false;
  status: number;
  problem: Problem & { code: Codes };
  headers: Answer['headers'];
}

/** Nothing was heard of the service: nobody knows whether it was asked. */
export interface Unheard {
  ok: false;
  status: 0;
  offline: true;
}

/** What a call came to. */
export type Reply<Body = unknown, Codes extends string = string> =
  | Heard<number, Body>
  | Refused<Codes>
  | Unheard;

/** A call of whatever path. It never throws: not to be heard is an answer too. */
export type Ask = (method: Method, path: string, asking?: Asking) => Promise<Reply>;

export interface Settings extends Pick<Asking, 'credential' | 'language'> {
  /** Where the service is; in a browser, unless said, where the page came from. */
  origin?: string;
  /** `fetch` unless said. */
  transport?: Transport;
  /** Is shown every answer, for what stands in its headers. `sentAt` by the clock of this machine. */
  heard?: (answer: Answer, sentAt: number) => void;
}

/** Calls of one service. What a single call is asked with goes before the settings. */
export function asks({ origin = '', transport = fetch, heard, ...settings }: Settings = {}): Ask {
  return async (method, path, asking = {}) => {
    const sentAt = Date.now();
    try {
      const answer = await transport(origin + addressOf(path, asking), {
        method,
        headers: headersOf({ ...settings, ...asking }),
        body: asking.body === undefined ? undefined : JSON.stringify(asking.body),
        signal: asking.signal,
      });
      heard?.(answer, sentAt);
      return await replyOf(answer);
    } catch {
      return { ok: false, status: 0, offline: true };
    }
  };
}

/** The path, its names filled in, with what the query asks for. */
export function addressOf(path: string, { params, query, next }: Asking = {}): string {
  if (next !== undefined) return next;
  const filled =
    params === undefined
      ? path
      : path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''));
  if (query === undefined) return filled;
  const wanted = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return wanted.length === 0 ? filled : `${filled}?${wanted.join('&')}`;
}

/** Everything that a call says in its headers, by their names in lower case. */
export function headersOf(asking: Asking): Record<string, string> {
  const { body, credential, language, wait, idempotencyKey, ifMatch, ifNoneMatch, correlationId } = asking;
  const headers = credential == null ? {} : headersOfCredential(credential);
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (language !== undefined) headers['accept-language'] = language;
  if (wait !== undefined) headers.prefer = `wait=${wait}`;
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
  if (ifMatch !== undefined) headers['if-match'] = ifMatch;
  if (ifNoneMatch !== undefined) headers['if-none-match'] = ifNoneMatch;
  if (correlationId !== undefined) headers['x-correlation-id'] = correlationId;
  return headers;
}

/** The body as what it says it is: JSON or text. */
export async function bodyOf(answer: Answer): Promise<unknown> {
  const text = await answer.text();
  return /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
}

async function replyOf(answer: Answer): Promise<Reply> {
  const { status, headers } = answer;
  const body = await bodyOf(answer);
  if (status < 400) return { ok: true, status, body: body === '' ? undefined : body, headers };
  // Whoever stands between may answer too, and knows nothing of what was asked.
  if (typeof body !== 'object' || body === null || !('code' in body)) throw new Error('no problem of ours');
  return { ok: false, status, problem: body as Refused['problem'], headers };
}
