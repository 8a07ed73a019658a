import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from 'koa';
import { COMPRESSED_FROM_BYTES } from '../../config/limits.ts';

/** A fast one: what is sent here is sent once. */
const LEVEL = 1;

/**
 * The body in the way that the client takes it. `gzipped` is the same made beforehand.
 */
export async function encoded(
  context: Context,
  body: string | Buffer,
  gzipped?: () => Buffer | Promise<Buffer>,
): Promise<string | Buffer> {
  if (body.length < COMPRESSED_FROM_BYTES) return body;
  context.vary('Accept-Encoding');
  if (context.acceptsEncodings('gzip', 'identity') !== 'gzip') return body;
  context.set('content-encoding', 'gzip');
  return gzipped === undefined ? promisify(gzip)(body, { level: LEVEL }) : gzipped();
}
