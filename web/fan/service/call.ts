import { signal } from '@preact/signals';
import { language } from '../../kit/language.ts';
import { type Ask, ask, type Reply } from '../../shared/api.ts';
import { fan, identityHeaders, refuse } from '../state/identity.ts';
import { hearServerTime } from './server-clock.ts';

export type { Reply };

/** Whether the last call was answered, by whomever. */
export const reachable = signal(true);

const PATIENCE_MS = 30_000;

type Call = Omit<Ask, 'language' | 'heard' | 'signal'>;

/** A call that shows no credential, or only the queue token that it is given. */
export async function call<Body>(path: string, options: Call = {}): Promise<Reply<Body>> {
  const reply = await ask<Body>(path, {
    ...options,
    language: language.value,
    signal: AbortSignal.timeout(PATIENCE_MS),
    heard: hearServerTime,
  });
  reachable.value = !('offline' in reply);
  return reply;
}

/** A call as the fan who looks at this page: their wallet, their reservations, their requests. */
export async function callAsFan<Body>(path: string, options: Call = {}): Promise<Reply<Body>> {
  const somebody = fan.value;
  const headers = somebody === null ? {} : identityHeaders(somebody);
  const reply = await call<Body>(path, { ...options, headers: { ...headers, ...options.headers } });
  if (!isRefusedIdentity(reply) || fan.value !== somebody) return reply;
  return refuse(headers) ? callAsFan(path, options) : reply;
}

const isRefusedIdentity = (reply: Reply<unknown>): boolean =>
  'problem' in reply && /^(UNAUTHENTICATED|INVALID_TOKEN|USER_NOT_FOUND)$/.test(reply.problem.code);
