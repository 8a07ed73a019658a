import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Reply } from '../contract/call.ts';

/** A body made once for all who ask for it, with the tag by which a client says which one it has already. */
export class Prepared<Body> extends Reply<Body> {
  constructor(body: string | Buffer, etag: string, gzipped: () => Buffer | Promise<Buffer>) {
    let packed: Buffer | Promise<Buffer> | undefined;
    // A client may keep it for itself, but asks every time, so that nobody sees what is old, or what their token does
    // not open any more.
    super(body, {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'private, no-cache',
        etag,
      },
      gzipped: () => {
        packed ??= gzipped();
        return packed;
      },
    });
  }
}

export function preparedJson<Body>(value: Body): Prepared<Body> {
  const body = JSON.stringify(value);
  return new Prepared(body, etagOf(body), () => promisify(gzip)(body));
}

/**
 * The same bytes have the same tag in every process. It is a weak one (RFC 9110, section 8.8.3): it stands for the body in
 * whichever encoding.
 */
export const etagOf = (...parts: (string | Buffer)[]): string => {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return `W/"${hash.digest('base64url')}"`;
};

/**
 * Whether `If-None-Match` names this tag. `Cache-Control: no-cache` beside it changes nothing: every `fetch` sends
 * it with a tag that the program itself has set, and what is compared here is fresh in any case.
 */
export const hasTag = (ifNoneMatch: string, etag: string): boolean =>
  ifNoneMatch === '*' || ifNoneMatch.split(',').some((tag) => opaque(tag.trim()) === opaque(etag));

const opaque = (tag: string) => tag.replace(/^W\//, '');
