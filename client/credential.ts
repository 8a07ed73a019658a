/**
 * Who calls. `token`: a queue token, which opens its concert. `identity`: the token of the integrator's identity
 * provider. `userId`: simply believed, where the service is told to. `adminKey`: an operator's program. `session`: an
 * operator's browser, whose cookie says who they are.
 */
export type Credential =
  | { token: string }
  | { identity: string }
  | { userId: string }
  | { adminKey: string }
  | { session: true };

/** As HTTP takes it. */
export function headersOfCredential(credential: Credential): Record<string, string> {
  if ('token' in credential) return { authorization: `Bearer ${credential.token}` };
  if ('identity' in credential) return { authorization: `Bearer ${credential.identity}` };
  if ('userId' in credential) return { 'x-user-id': credential.userId };
  if ('adminKey' in credential) return { authorization: `Bearer ${credential.adminKey}` };
  // A page of another site can make a browser send the cookie, but not this header.
  return { 'x-frontrow-operator': '1' };
}

/** As a socket takes it when it connects. */
export function handshakeOf(credential: Credential): Record<string, string> {
  if ('adminKey' in credential) return { key: credential.adminKey };
  return 'session' in credential ? {} : { ...credential };
}
