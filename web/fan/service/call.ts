import { signal } from '@preact/signals';
import { typed } from '../../../client/calls.ts';
import { type Ask, asks, type Reply } from '../../../client/http.ts';
import { language } from '../../kit/language.ts';
import { fan, ownCredential, refuse } from '../state/identity.ts';
import { hearServerTime } from './server-clock.ts';

/** Whether the last call was answered, by whomever. */
export const reachable = signal(true);

const PATIENCE_MS = 30_000;

const askService = asks({ heard: ({ headers }, sentAt) => hearServerTime(headers.get('date'), sentAt) });

/** A call of whatever path, that shows no credential, or only the one that it is given. */
export const ask: Ask = async (method, path, asking) => {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const reply = await askService(method, path, { language: language.value, signal, ...asking });
  reachable.value = !('offline' in reply);
  return reply;
};

const askAsFan: Ask = async (method, path, asking) => {
  const [somebody, credential] = [fan.value, ownCredential()];
  const reply = await ask(method, path, { ...asking, credential });
  if (!isRefusedIdentity(reply) || fan.value !== somebody) return reply;
  return refuse(credential) ? askAsFan(method, path, asking) : reply;
};

const isRefusedIdentity = (reply: Reply): boolean =>
  'problem' in reply && /^(UNAUTHENTICATED|INVALID_TOKEN|USER_NOT_FOUND)$/.test(reply.problem.code);

export const call = typed(ask);

/** A call as the fan who looks at this page: their wallet, their reservations, their requests. */
export const callAsFan = typed(askAsFan);
