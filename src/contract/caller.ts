import { Refusal } from './refusals.ts';

/** What a queue token says: whose place in which line, and which row keeps its state. */
export interface TokenClaims {
  tokenId: string;
  userId: string;
  concertId: string;
}

/** What an identity provider says of somebody. */
export interface Newcomer {
  name: string;
  /** By which several accounts are one person. */
  person: string | null;
}

/** Who is calling, as far as the credential itself tells. A queue token's state stands in its row. */
export type Caller =
  | { kind: 'anonymous' }
  | { kind: 'invalid' }
  /** `session` is the token of a browser's session; null with the key itself. */
  | { kind: 'operator'; name: string; session: string | null; expiresAt: string | null }
  /** `newcomer`: as whom they are made, should they join without being known; nobody is, where it is not given. */
  | { kind: 'user'; userId: string; newcomer?: Newcomer | undefined }
  | ({ kind: 'token' } & TokenClaims);

/** What an operator is called who brings the key itself. */
export const KEY_HOLDER = 'ADMIN_KEY';

/** Whose an operator's requests and idempotency keys are: there is one key, so there is one owner. */
export const OPERATOR_ID = '00000000-0000-0000-0000-000000000000';

type Called = { caller: Caller };

/** The user behind the call. Throws `UNAUTHENTICATED` when there is none. */
export function userOf({ caller }: Called): string {
  if (caller.kind !== 'user' && caller.kind !== 'token') throw new Refusal('UNAUTHENTICATED');
  return caller.userId;
}

/** As whom the caller is made, should nobody know them yet. */
export const newcomerOf = ({ caller }: Called): Newcomer | undefined =>
  caller.kind === 'user' ? caller.newcomer : undefined;

/** The queue token of the call. Throws `INVALID_TOKEN` when there is none. */
export function tokenOf({ caller }: Called): TokenClaims {
  if (caller.kind !== 'token') throw new Refusal('INVALID_TOKEN');
  return caller;
}

/** The operator who calls. Throws `FORBIDDEN` for anybody else. */
export function operatorOf({ caller }: Called) {
  if (caller.kind !== 'operator') throw new Refusal('FORBIDDEN');
  return caller;
}

/** Who does it, and by which call: for the list of what operators did. */
export const doneBy = (call: Called & { correlationId: string }) => ({
  who: operatorOf(call).name,
  correlationId: call.correlationId,
});
