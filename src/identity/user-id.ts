import { createHash } from 'node:crypto';
import { isUserId } from '../contract/fields.ts';

/** Under which the users of identity providers have their ids; it never changes. */
export const USER_NAMESPACE = 'c3b7f2ad-5b0e-4c39-9a46-0f6d2c8e7b15';

/**
 * The user that an identity provider's `iss` and `sub` name, the same in every process without a look-up: a `sub` that is
 * a UUID as it stands, any other as UUIDv5(UUIDv5(`USER_NAMESPACE`, iss), sub). Two steps, so that no issuer and
 * subject can be written together to look like others; without an `iss` it is the empty text.
 */
export const userIdOf = (issuer: string, subject: string): string =>
  isUserId(subject) ? subject.toLowerCase() : uuidV5(uuidV5(USER_NAMESPACE, issuer), subject);

/** RFC 9562, 5.5: SHA-1 of the namespace's sixteen bytes and the name in UTF-8. */
function uuidV5(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8');
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
