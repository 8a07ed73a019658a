import type { Credential, Route } from '../../contract/call.ts';
import { type Code, STATUS_OF } from '../../contract/refusals.ts';

/** What a call can be refused with because of who calls. */
const CREDENTIAL_CODES: Record<Credential, readonly Code[]> = {
  none: [],
  user: ['UNAUTHENTICATED', 'INVALID_TOKEN', 'FORBIDDEN'],
  identity: ['UNAUTHENTICATED', 'INVALID_TOKEN', 'FORBIDDEN'],
  token: ['UNAUTHENTICATED', 'INVALID_TOKEN', 'FORBIDDEN'],
  visitor: ['UNAUTHENTICATED', 'INVALID_TOKEN', 'FORBIDDEN', 'NOT_ADMITTED'],
  'seat-viewer': ['UNAUTHENTICATED', 'INVALID_TOKEN', 'FORBIDDEN', 'NOT_ADMITTED'],
  operator: ['UNAUTHENTICATED', 'INVALID_TOKEN', 'FORBIDDEN'],
};

const ALL_CODES = Object.keys(STATUS_OF) as Code[];

/** What decides which codes a call can answer with. */
export type Refusing = Pick<
  Route,
  'method' | 'credential' | 'body' | 'query' | 'write' | 'guarded' | 'refusals' | 'unavailable'
>;

/** Every code that a call can answer with, its own and those that any such call can meet, by status. */
export function codesOf(route: Refusing): Code[] {
  const { method, credential, query, write, guarded, refusals, unavailable } = route;
  const codes = new Set<Code>([
    ...CREDENTIAL_CODES[credential],
    ...refusals,
    unavailable,
    'RATE_LIMITED',
    'SERVER_BUSY',
    'INTERNAL_ERROR',
  ]);
  // A call that takes no body can still be sent one, and a bad idempotency key.
  if (method !== 'get' || query !== undefined) codes.add('INVALID_REQUEST');
  if (method !== 'get') codes.add('UNSUPPORTED_MEDIA_TYPE').add('PAYLOAD_TOO_LARGE');
  if (write !== undefined) codes.add('IDEMPOTENCY_KEY_REUSED');
  if (guarded === true && method !== 'get') codes.add('CHANGED_MEANWHILE');
  return ALL_CODES.filter((code) => codes.has(code)).toSorted((a, b) => STATUS_OF[a] - STATUS_OF[b]);
}

/** What the call refuses for reasons of its own; `codesOf` without what any such call can meet. */
export const ownCodesOf = (route: Refusing): Code[] => {
  const own = new Set<Code>(route.refusals);
  for (const code of CREDENTIAL_CODES[route.credential]) if (code !== 'NOT_ADMITTED') own.delete(code);
  if (route.unavailable !== 'SERVER_BUSY') own.add(route.unavailable);
  return codesOf(route).filter((code) => own.has(code));
};
