import { createHash } from 'node:crypto';
import type { Answer } from '../api/route.ts';

/** A body made once for all who ask for it, with the tag by which a client says which one it has already. */
export interface Prepared {
  body: string | Buffer;
  etag: string;
}

export const preparedJson = (value: unknown): Prepared => {
  const body = JSON.stringify(value);
  return { body, etag: etagOf(body) };
};

/** The same bytes have the same tag in every process. */
export const etagOf = (...parts: (string | Buffer)[]): string => {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return `"${hash.digest('base64url')}"`;
};

/**
 * The answer that may be asked for again by its tag: a client may keep it for itself, but asks every time, so
 * that nobody sees what is old, or what their token does not open any more.
 */
export const preparedAnswer = ({ body, etag }: Prepared): Answer => ({
  status: 200,
  body,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'private, no-cache',
    etag,
  },
});

/**
 * Whether `If-None-Match` names this tag. `Cache-Control: no-cache` beside it changes nothing: every `fetch` sends
 * it with a tag that the program itself has set, and what is compared here is fresh in any case.
 */
export const hasTag = (ifNoneMatch: string, etag: string): boolean =>
  ifNoneMatch === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
