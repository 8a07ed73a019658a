import { jwtVerify, SignJWT } from 'jose';
import { TOKEN_LIFETIME_SECONDS, VERIFIED_TOKENS_REMEMBERED } from '../../config/limits.ts';

const ISSUER = 'frontrow';

/** What a queue token says: whose place in which line, and which row keeps its state. */
export interface TokenClaims {
  tokenId: string;
  userId: string;
  concertId: string;
}

/**
 * Signs and verifies queue tokens (JWT, RFC 7519; HS256). The same row always gives the same token, so nothing
 * secret is stored. `exp` is only the outer limit: the state stands in the row.
 */
export class TokenSigner {
  /** Imported once: it costs as much as a signature. */
  readonly #key: ReturnType<typeof crypto.subtle.importKey>;
  readonly #verified = new Map<string, { claims: TokenClaims; expiresAtMs: number }>();

  constructor(secret: string) {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const bytes = new TextEncoder().encode(secret);
    this.#key = crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify']);
  }

  async sign({ tokenId, userId, concertId }: TokenClaims, issuedAt: Date): Promise<string> {
    const issued = Math.floor(issuedAt.getTime() / 1_000);
    const token = await new SignJWT({ concert: concertId })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(ISSUER)
      .setSubject(userId)
      .setJti(tokenId)
      .setIssuedAt(issued)
      .setExpirationTime(issued + TOKEN_LIFETIME_SECONDS)
      .sign(await this.#key);
    // Whoever got it here comes back with it.
    this.#remember(token, { tokenId, userId, concertId }, (issued + TOKEN_LIFETIME_SECONDS) * 1_000);
    return token;
  }

  /** The claims of a token that was verified lately and is not past its outer limit, or null. */
  remembered(token: string): TokenClaims | null {
    const known = this.#verified.get(token);
    return known !== undefined && Date.now() < known.expiresAtMs ? known.claims : null;
  }

  /** The claims, or null when the token is not ours, was changed, or is past its outer limit. */
  async verify(token: string): Promise<TokenClaims | null> {
    try {
      const { payload } = await jwtVerify(token, await this.#key, { issuer: ISSUER, algorithms: ['HS256'] });
      const { jti, sub, concert, exp } = payload;
      if (jti === undefined || sub === undefined || exp === undefined || typeof concert !== 'string')
        return null;
      const claims = { tokenId: jti, userId: sub, concertId: concert };
      this.#remember(token, claims, exp * 1_000);
      return claims;
    } catch {
      return null;
    }
  }

  /** A signature costs tens of microseconds; the same fan comes many times. The oldest are forgotten first. */
  #remember(token: string, claims: TokenClaims, expiresAtMs: number): void {
    if (this.#verified.size >= VERIFIED_TOKENS_REMEMBERED) {
      const oldest = this.#verified.keys().next().value;
      if (oldest !== undefined) this.#verified.delete(oldest);
    }
    this.#verified.set(token, { claims, expiresAtMs });
  }
}
