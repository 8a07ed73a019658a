import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { type ApiEnvironment, type Identity, SettingsError } from '../../config/environment.ts';
import { STORE_TIMEOUT_MS } from '../../config/limits.ts';
import type { TokenSigner } from '../admission/token-jwt.ts';
import type { Caller } from '../contract/caller.ts';
import { Refusal } from '../contract/refusals.ts';
import type { AdminKeys } from '../operators/admin-keys.ts';
import type { OperatorSessions } from '../operators/sessions.ts';
import type { Knock } from './wrong-keys.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/** What a request or a socket brings along. */
export interface Presented {
  /** After `Bearer `; `null` when there is no Authorization, `undefined` when it is of another scheme. */
  bearer: string | null | undefined;
  /** `X-User-Id`, or `userId` of the body: believed only with `IDENTITY=trust`. */
  claimedUserId: string | undefined;
  /** The token of an operator's session: only where an operator may call. */
  session?: string | undefined;
  /** Where it is shown and by whom; left out where nobody is kept out by it. */
  knock?: Knock | undefined;
}

export type Recognise = (presented: Presented) => Promise<Caller>;

/** What an operator is called who brings the key itself. */
export const KEY_HOLDER = 'ADMIN_KEY';

/** Only asymmetric keys can stand in a key set; a shared secret allows HS256 alone: no algorithm is confused. */
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Reads the settings of identity once. Throws `SettingsError` when the key file cannot be used. */
export async function recogniser(
  { identity }: Pick<ApiEnvironment, 'identity'>,
  adminKeys: Pick<AdminKeys, 'named'>,
  signer: TokenSigner,
  sessions: Pick<OperatorSessions, 'of'>,
): Promise<Recognise> {
  const verifyIdentity = identity.mode === 'jwt' ? await identityVerifier(identity) : null;
  return async ({ bearer, claimedUserId, session }) => {
    if (bearer === undefined) return { kind: 'invalid' };
    if (bearer !== null) {
      const claims = signer.verify(bearer);
      if (claims !== null) return { kind: 'token', ...claims };
      if (adminKeys.named(bearer) !== null)
        return { kind: 'operator', name: KEY_HOLDER, session: null, expiresAt: null };
      const userId = await verifyIdentity?.(bearer);
      return userId === null || userId === undefined ? { kind: 'invalid' } : { kind: 'user', userId };
    }
    if (session !== undefined) {
      const operator = await sessions.of(session);
      return operator === null ? { kind: 'invalid' } : { kind: 'operator', session, ...operator };
    }
    if (identity.mode !== 'trust' || claimedUserId === undefined) return { kind: 'anonymous' };
    return isUuid(claimedUserId)
      ? { kind: 'user', userId: claimedUserId.toLowerCase() }
      : { kind: 'invalid' };
  };
}

/** Verifies the integrator's JWT and answers its user, or null. */
async function identityVerifier(identity: Identity & { mode: 'jwt' }) {
  const options = { issuer: identity.issuer, audience: identity.audience, requiredClaims: ['sub', 'exp'] };
  const verify = await identityKeys(identity.keys);
  return async (token: string): Promise<string | null> => {
    try {
      const { payload } = await verify(token, options);
      return isUuid(payload.sub) ? payload.sub.toLowerCase() : null;
    } catch (error) {
      if (keysAreAway(error)) throw new Refusal('SERVER_BUSY');
      return null;
    }
  };
}

/** The provider's keys could not be fetched, so nothing is known about the token: jose says so in three ways. */
function keysAreAway(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  if (error instanceof errors.JOSEError) return error.code === errors.JOSEError.code;
  return (error as { message?: unknown }).message === 'fetch failed';
}

async function identityKeys(keys: (Identity & { mode: 'jwt' })['keys']) {
  type Options = Parameters<typeof jwtVerify>[2];
  if ('secret' in keys) {
    const key = new TextEncoder().encode(keys.secret);
    return (token: string, options: Options) => jwtVerify(token, key, { ...options, algorithms: ['HS256'] });
  }
  const keySet: JWTVerifyGetKey =
    'url' in keys
      ? createRemoteJWKSet(new URL(keys.url), { timeoutDuration: STORE_TIMEOUT_MS })
      : await keySetFromFile(keys.file);
  return (token: string, options: Options) =>
    jwtVerify(token, keySet, { ...options, algorithms: ASYMMETRIC });
}

async function keySetFromFile(file: string): Promise<JWTVerifyGetKey> {
  try {
    return createLocalJWKSet(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new SettingsError(
      `IDENTITY_JWKS_FILE names a file that is no JSON Web Key Set (${error instanceof Error ? error.message : error}).`,
    );
  }
}
