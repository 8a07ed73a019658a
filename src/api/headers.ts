import { createHash, randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import {
  IDEMPOTENCY_KEY_CHARACTERS,
  LANGUAGE_HEADERS_REMEMBERED,
  PREFER_WAIT_SECONDS,
} from '../../config/limits.ts';
import { Refusal } from '../contract/refusals.ts';
import { DEFAULT_LANGUAGE, LANGUAGES, type Language, sentences } from '../language/language.ts';

const PREFERENCE = [DEFAULT_LANGUAGE, ...Object.keys(LANGUAGES)];

/** What was made of headers met before: browsers send the same few dozens, and each is asked for twice a call. */
const languagesByHeader = new Map<string, Language>();

/** The reader's language by `Accept-Language`. */
export function languageOf(context: Context): Language {
  const header = context.get('accept-language');
  const known = languagesByHeader.get(header);
  if (known !== undefined) return known;
  const language = (context.acceptsLanguages(PREFERENCE) || DEFAULT_LANGUAGE) as Language;
  if (languagesByHeader.size < LANGUAGE_HEADERS_REMEMBERED) languagesByHeader.set(header, language);
  return language;
}

/** One id from HTTP through the lane to the socket: the caller's, when it is a decent one. */
export function correlationIdOf(context: Context): string {
  const given = context.get('x-correlation-id');
  return /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

/** Seconds of `Prefer: wait=N` (RFC 7240), at most `PREFER_WAIT_SECONDS`; null when it is absent or no number. */
export function waitSecondsOf(context: Context): number | null {
  const preferences = context.get('prefer').split(',');
  for (const preference of preferences) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,6})"?\s*(;|$)/i.exec(preference) ?? [];
    if (seconds !== undefined && Number(seconds) >= 1) return Math.min(Number(seconds), PREFER_WAIT_SECONDS);
  }
  return null;
}

/** The idempotency key, or null. Throws `INVALID_REQUEST` when it is not 1 to 255 printable ASCII characters. */
export function idempotencyKeyOf(context: Context, language: Language): string | null {
  const key = context.headers['idempotency-key'];
  if (key === undefined) return null;
  const fits =
    typeof key === 'string' && /^[\x20-\x7e]+$/.test(key) && key.length <= IDEMPOTENCY_KEY_CHARACTERS;
  if (fits) return key;
  const detail = sentences(language).faults.value();
  throw new Refusal('INVALID_REQUEST', { faults: [{ pointer: '/Idempotency-Key', detail }] });
}

/**
 * The tags of `If-Match`, without what marks weak ones: a proxy that compresses makes every tag weak. Null when it is
 * absent, or `*`, which any state fits.
 */
export function ifMatchOf(context: Context): readonly string[] | null {
  const given = context.get('if-match').trim();
  if (given === '' || given === '*') return null;
  return given.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}

/** Method, path and body in one hash. The order of a body's fields makes no difference. */
export function fingerprintOf(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(`${method} ${path} ${canonical(body)}`)
    .digest('base64url');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
