import { readFile } from 'node:fs/promises';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
  type JWTVerifyResult,
  jwtVerify,
} from 'jose';
import { type Identity, SettingsError } from '../../config/environment.ts';
import {
  IDENTITY_CLOCK_TOLERANCE_SECONDS,
  IDENTITY_KEYS_AGAIN_MS,
  STORE_TIMEOUT_MS,
} from '../../config/limits.ts';
import type { Newcomer } from '../contract/caller.ts';
import { person, text } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import { nameless } from '../sale/users.ts';
import { userIdOf } from './user-id.ts';

/** Whom an identity provider's token names, and as whom they are made at their first join. */
export interface SignedIn {
  userId: string;
  newcomer: Newcomer;
}

type ByProvider = Identity & { mode: 'jwt' };
type Verify = (token: string, options: JWTVerifyOptions) => Promise<JWTVerifyResult>;

/** Only asymmetric keys can stand in a key set; a shared secret allows HS256 alone: no algorithm is confused. */
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Identities, and not whatever else a provider signs with the same keys. RFC 7515 lets `application/` be left out. */
const TYPE = /^(application\/)?(jwt|at\+jwt)$/i;

const SUBJECT_CHARACTERS = 255;

/** Verifies the integrator's JWT and answers whom it names, or null. Throws `SettingsError` for a broken key file. */
export async function identityVerifier(
  identity: ByProvider,
): Promise<(token: string) => Promise<SignedIn | null>> {
  const options = {
    issuer: identity.issuer,
    audience: identity.audience,
    requiredClaims: ['sub', 'exp'],
    clockTolerance: IDENTITY_CLOCK_TOLERANCE_SECONDS,
  };
  const verify = await verifierBy(identity.keys);
  return async (token) => {
    try {
      const { payload, protectedHeader } = await verify(token, options);
      const { typ } = protectedHeader;
      return typ === undefined || TYPE.test(typ) ? signedIn(payload) : null;
    } catch (error) {
      if (keysAreAway(error)) throw new Refusal('SERVER_BUSY');
      return null;
    }
  };
}

function signedIn({ iss = '', sub, iat, ...claims }: JWTPayload): SignedIn | null {
  if (typeof sub !== 'string' || sub === '' || [...sub].length > SUBJECT_CHARACTERS) return null;
  // Written in UTF-8 halves of a character are all the same, and so would be who is named by them.
  if (!sub.isWellFormed() || !iss.isWellFormed()) return null;
  const tooEarly = Date.now() / 1_000 + IDENTITY_CLOCK_TOLERANCE_SECONDS;
  if (iat !== undefined && !(typeof iat === 'number' && iat <= tooEarly)) return null;
  const userId = userIdOf(iss, sub);
  // A name that could not be stored as it stands keeps nobody out.
  const name = text.safeParse(claims.name);
  const who = person.safeParse(claims.person);
  return {
    userId,
    newcomer: { name: name.success ? name.data : nameless(userId), person: who.success ? who.data : null },
  };
}

/** The provider's keys could not be fetched, so nothing is known about the token: jose says so in three ways. */
function keysAreAway(error: unknown): boolean {
  if (error instanceof Refusal || error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid)
    return true;
  if (error instanceof errors.JOSEError) return error.code === errors.JOSEError.code;
  return (error as { message?: unknown }).message === 'fetch failed';
}

async function verifierBy(keys: ByProvider['keys']): Promise<Verify> {
  if ('secret' in keys) {
    const key = new TextEncoder().encode(keys.secret);
    return (token, options) => jwtVerify(token, key, { ...options, algorithms: ['HS256'] });
  }
  if ('file' in keys) {
    const keySet = await keySetFromFile(keys.file);
    return (token, options) => jwtVerify(token, keySet, { ...options, algorithms: ASYMMETRIC });
  }
  const keySet = createRemoteJWKSet(new URL(keys.url), {
    timeoutDuration: STORE_TIMEOUT_MS,
    cooldownDuration: IDENTITY_KEYS_AGAIN_MS,
  });
  return async (token, options) => {
    const justFetched = keySet.coolingDown;
    try {
      return await jwtVerify(token, keySet, { ...options, algorithms: ASYMMETRIC });
    } catch (error) {
      // A key that is not known may have come since the keys were fetched, and just now nobody can ask for it.
      const unknown = error instanceof errors.JWKSNoMatchingKey && !isKnown(keySet.jwks()?.keys, token);
      throw justFetched && unknown ? new Refusal('SERVER_BUSY') : error;
    }
  };
}

function isKnown(keys: readonly { kid?: string }[] | undefined, token: string): boolean {
  const { kid } = decodeProtectedHeader(token);
  return typeof kid !== 'string' || keys?.some((key) => key.kid === kid) === true;
}

async function keySetFromFile(file: string): Promise<ReturnType<typeof createLocalJWKSet>> {
  try {
    return createLocalJWKSet(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new SettingsError(
      `IDENTITY_JWKS_FILE names a file that is no JSON Web Key Set (${error instanceof Error ? error.message : error}).`,
    );
  }
}
