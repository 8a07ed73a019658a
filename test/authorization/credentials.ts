import { randomUUID } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { TOKEN_LIFETIME_SECONDS } from '../../config/limits.ts';
import { TokenSigner } from '../../src/admission/token-jwt.ts';
import { ADMIN_KEY, TOKEN_SECRET } from '../infrastructure/on-sale.ts';
import type { CallerName } from './matrix.ts';
import type { Stage } from './stage.ts';

export const IDENTITY_SECRET = 'the-secret-of-the-identity-provider';

/** How the service learns who a user is. */
export type IdentityMode = 'trust' | 'jwt';

/** One way in which a caller shows who they are, over HTTP and to a socket. */
export interface Credential {
  headers: Record<string, string>;
  auth: Record<string, string>;
}

const bearer = (token: string): Credential => ({
  headers: { authorization: `Bearer ${token}` },
  auth: { token },
});

/** What only HTTP knows; a socket does not look at it. */
const authorization = (value: string): Credential => ({ headers: { authorization: value }, auth: {} });

const basic = (password: string) =>
  authorization(`Basic ${Buffer.from(`operator:${password}`).toString('base64')}`);

const said = (userId: string): Credential => ({ headers: { 'x-user-id': userId }, auth: { userId } });

async function signedIdentity(userId: string, secret = IDENTITY_SECRET): Promise<Credential> {
  const identity = await new SignJWT({ sub: userId })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));
  return { headers: { authorization: `Bearer ${identity}` }, auth: { identity } };
}

/** What each caller of the matrix brings. */
export async function credentialsOf(
  stage: Stage,
  mode: IdentityMode,
): Promise<Record<CallerName, Credential[]>> {
  const { owner, other, waiting, stranger, ended, elsewhere } = stage;
  const identity = (userId: string) => (mode === 'jwt' ? signedIdentity(userId) : said(userId));
  return {
    nobody: [{ headers: {}, auth: {} }, ...(mode === 'jwt' ? [said(owner.userId)] : [])],
    forged: [
      bearer(signedAnew(owner.token, 'another-secret-of-somebody')),
      bearer(`${ADMIN_KEY}x`),
      basic(ADMIN_KEY),
      basic(owner.token),
      mode === 'jwt' ? await signedIdentity(owner.userId, `${IDENTITY_SECRET}x`) : said('me'),
    ],
    past: [bearer(signedAnew(owner.token, TOKEN_SECRET, TOKEN_LIFETIME_SECONDS + 1))],
    ended: ended.map(bearer),
    elsewhere: [bearer(elsewhere)],
    operator: [bearer(ADMIN_KEY)],
    user: [await identity(owner.userId)],
    stranger: [await identity(stranger.userId)],
    other: [bearer(other.token)],
    waiting: [bearer(waiting.token)],
    inside: [bearer(owner.token)],
  };
}

/** A token that says the same, signed with this secret so many seconds ago. */
function signedAnew(token: string, secret: string, secondsAgo = 0): string {
  const { jti = randomUUID(), sub = '', concert } = decodeJwt(token);
  const claims = { tokenId: jti, userId: sub, concertId: concert as string };
  return new TokenSigner(secret).sign(claims, new Date(Date.now() - secondsAgo * 1_000));
}
