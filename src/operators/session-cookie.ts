import type { IncomingHttpHeaders } from 'node:http';
import { OPERATOR_SESSION_HOURS } from '../../config/limits.ts';

export const OPERATOR_COOKIE = 'frontrow_operator';

/** A page of another site can make a browser send a cookie, but not this header. */
export const OPERATOR_HEADER = 'x-frontrow-operator';

/** The session's token out of the cookies that a browser sends; undefined without one. */
export function sessionTokenIn({ cookie = '' }: IncomingHttpHeaders): string | undefined {
  for (const pair of cookie.split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === OPERATOR_COOKIE) return value ?? '';
  }
  return undefined;
}

/** Only the browser itself may read it, only pages of ours may send it, and over HTTPS it never leaves it. */
const attributes = (secure: boolean): string =>
  `HttpOnly; SameSite=Strict; Path=/${secure ? '; Secure' : ''}`;

export const sessionCookie = (token: string, secure: boolean): string =>
  `${OPERATOR_COOKIE}=${token}; Max-Age=${OPERATOR_SESSION_HOURS * 3_600}; ${attributes(secure)}`;

export const endedCookie = (secure: boolean): string =>
  `${OPERATOR_COOKIE}=; Max-Age=0; ${attributes(secure)}`;
