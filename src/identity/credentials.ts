import type { ApiEnvironment } from '../../config/environment.ts';
import type { TokenSigner } from '../admission/token-jwt.ts';
import { type Caller, KEY_HOLDER } from '../contract/caller.ts';
import { isUserId } from '../contract/fields.ts';
import type { AdminKeys } from '../operators/admin-keys.ts';
import type { OperatorSessions } from '../operators/sessions.ts';
import { identityVerifier } from './identity-token.ts';
import type { Knock } from './wrong-keys.ts';

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

/** Reads the settings of identity once. Throws `SettingsError` when the key file cannot be used. */
export async function recogniser(
  { identity }: Pick<ApiEnvironment, 'identity'>,
  adminKeys: Pick<AdminKeys, 'named'>,
  signer: TokenSigner,
  sessions: Pick<OperatorSessions, 'of'>,
): Promise<Recognise> {
  const strangersMayCome = identity.mode === 'jwt' && identity.users !== 'known';
  const verifyIdentity = identity.mode === 'jwt' ? await identityVerifier(identity) : null;
  return async ({ bearer, claimedUserId, session }) => {
    if (bearer === undefined) return { kind: 'invalid' };
    if (bearer !== null) {
      const claims = signer.verify(bearer);
      if (claims !== null) return { kind: 'token', ...claims };
      if (adminKeys.named(bearer) !== null)
        return { kind: 'operator', name: KEY_HOLDER, session: null, expiresAt: null };
      const signedIn = await verifyIdentity?.(bearer);
      if (signedIn == null) return { kind: 'invalid' };
      const { userId, newcomer } = signedIn;
      return { kind: 'user', userId, newcomer: strangersMayCome ? newcomer : undefined };
    }
    if (session !== undefined) {
      const operator = await sessions.of(session);
      return operator === null ? { kind: 'invalid' } : { kind: 'operator', session, ...operator };
    }
    if (identity.mode !== 'trust' || claimedUserId === undefined) return { kind: 'anonymous' };
    return isUserId(claimedUserId)
      ? { kind: 'user', userId: claimedUserId.toLowerCase() }
      : { kind: 'invalid' };
  };
}
