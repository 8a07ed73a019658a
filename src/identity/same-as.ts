import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells nothing about where two keys differ. */
export function sameAs(secret: string): (given: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(secret);
  return (given) => timingSafeEqual(digest(given), expected);
}
