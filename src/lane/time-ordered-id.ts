import { randomUUID } from 'node:crypto';

/**
 * A UUID of version 7 (RFC 9562, section 5.7): ids made close in time stand close in the index. 48 bits of
 * milliseconds, then the random bits of a version 4, of which Node keeps a supply.
 */
export function timeOrderedId(): string {
  const milliseconds = Date.now().toString(16).padStart(12, '0');
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7${randomUUID().slice(15)}`;
}
