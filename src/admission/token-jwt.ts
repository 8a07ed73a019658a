import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { TOKEN_LIFETIME_SECONDS } from '../../config/limits.ts';
import type { TokenClaims } from '../contract/caller.ts';

const ISSUER = 'frontrow';

/** As the database writes ids, and as they are signed. */
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isId = (value: unknown) => typeof value === 'string' && ID.test(value);

interface Claims {
  concert: string;
  sub: string;
  jti: string;
  exp: number;
}

/**
 * What is written into each: the same secret may sign other things elsewhere, and those are no tokens of ours. What
 * is no id must not come as far as the query that asks for many tokens at once: it would fail for all of them.
 */
function areClaims(value: unknown): value is Claims {
  if (typeof value !== 'object' || value === null) return false;
  const { concert, iss, sub, jti, exp } = value as Record<string, unknown>;
  return iss === ISSUER && isId(concert) && isId(sub) && isId(jti) && Number.isSafeInteger(exp);
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** The header of all our tokens. One with any other is not ours, so nobody can talk us into another algorithm. */
const HEADER = `${encoded({ alg: 'HS256', typ: 'JWT' })}.`;

/** Of the 32 bytes of SHA-256 in base64url, which has no padding. */
const SIGNATURE_CHARACTERS = 43;

/**
 * Signs and verifies queue tokens (JWT, RFC 7519, in the compact form of RFC 7515; HS256). The same row gives the same
 * token whenever its join is shown, so nothing secret is stored, and a later one to whoever asks for their place by
 * their identity. `exp` is only the outer limit: the state stands in the row.
 * Only this service makes and reads them, and it does so for every request of a crowd: at once and by a few
 * microseconds of HMAC, where a general library goes through a pool of threads.
 */
export class TokenSigner {
  readonly #key: KeyObject;
  /** Those that are believed: while the secret is being changed the one before or after it as well. */
  readonly #keys: readonly KeyObject[];

  constructor(secret: string, previous: string | null = null) {
    this.#key = createSecretKey(secret, 'utf8');
    this.#keys = previous === null ? [this.#key] : [this.#key, createSecretKey(previous, 'utf8')];
  }

  sign({ tokenId, userId, concertId }: TokenClaims, issuedAt: Date): string {
    const iat = Math.floor(issuedAt.getTime() / 1_000);
    const exp = iat + TOKEN_LIFETIME_SECONDS;
    const signed = HEADER + encoded({ concert: concertId, iss: ISSUER, sub: userId, jti: tokenId, iat, exp });
    return `${signed}.${signatureOf(signed, this.#key)}`;
  }

  /** The claims, or null when the token is not ours, was changed, or is past its outer limit. */
  verify(token: string): TokenClaims | null {
    if (!token.startsWith(HEADER)) return null;
    const end = token.indexOf('.', HEADER.length);
    // Before anything is computed: what is too short or goes on behind the signature costs nothing.
    if (end === -1 || token.length - end - 1 !== SIGNATURE_CHARACTERS) return null;
    const [signed, signature] = [token.slice(0, end), token.slice(end + 1)];
    if (!this.#keys.some((key) => isSignedBy(key, signed, signature))) return null;
    const claims = decoded(token.slice(HEADER.length, end));
    if (!areClaims(claims) || Date.now() >= claims.exp * 1_000) return null;
    return { tokenId: claims.jti, userId: claims.sub, concertId: claims.concert };
  }
}

const signatureOf = (signed: string, key: KeyObject): string =>
  createHmac('sha256', key).update(signed).digest('base64url');

/** Compares as text, because base64url has several spellings of the same bytes and only one of them is ours. */
function isSignedBy(key: KeyObject, signed: string, signature: string): boolean {
  const [expected, given] = [Buffer.from(signatureOf(signed, key)), Buffer.from(signature)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
