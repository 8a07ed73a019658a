import type { IncomingHttpHeaders } from 'node:http';
import { sessionTokenIn } from '../operators/session-cookie.ts';

/** What a browser says of itself when it asks for a socket: an operator's session, and whose page it shows. */
export interface BrowserOrigin {
  session: string;
  /** The page comes from the address that it asks; a program that is no browser names no page. */
  isOurs: boolean;
}

/** Undefined for whoever brings no session: almost everybody. */
export function browserOriginIn(headers: IncomingHttpHeaders): BrowserOrigin | undefined {
  const session = sessionTokenIn(headers);
  if (session === undefined) return undefined;
  const { origin, host } = headers;
  // A proxy that asks under its own name says which one it was asked by.
  const hosts = [host, ...String(headers['x-forwarded-host'] ?? '').split(',')].map((name) => name?.trim());
  return { session, isOurs: origin === undefined || hosts.includes(hostOf(origin)) };
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
