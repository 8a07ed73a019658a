import { computed, signal } from '@preact/signals';
import { go } from '../../kit/address.ts';
import { language } from '../../kit/language.ts';
import { ask } from '../../shared/api.ts';
import { keep, kept, whenKeptElsewhere } from '../service/storage.ts';

/** What the service says of itself. */
export interface Site {
  /** `trust` believes a user id; `jwt` takes the token of the shop's identity provider. */
  identity: 'trust' | 'jwt';
  demo?: { users?: { id: string; name: string }[] };
}

/** Who looks at this page. */
export interface Fan {
  userId: string;
  name?: string | undefined;
  /** The token of the shop's identity provider. */
  identity?: string | undefined;
}

const KEPT_AS = 'frontrow-fan';

export const site = signal<Site | null>(null);
export const fan = signal<Fan | null>(kept<Fan>(KEPT_AS));
/** The service does not know, or no longer believes, what `fan` says. */
const refused = signal(false);
/** A queue token of theirs: it tells who they are also when the shop's token has run out. */
export const spareToken = signal<string | null>(null);
/** Nobody knows any more who this is. */
export const identityRefused = computed(() => refused.value && spareToken.value === null);
export const userId = computed(() => fan.value?.userId ?? null);
/** Whether the question who somebody is stands open, and what they wanted to do. */
export const asked = signal<{ next: () => void } | null>(null);

whenKeptElsewhere(KEPT_AS, () => {
  fan.value = kept<Fan>(KEPT_AS);
  refused.value = false;
});

export function be(somebody: Fan | null): void {
  keep(KEPT_AS, somebody);
  fan.value = somebody;
  refused.value = false;
}

/** Notes that these headers were refused. Answers whether there are others to try. */
export function refuse(headers: Record<string, string>): boolean {
  const before = headers.authorization;
  refused.value = true;
  const next = fan.value === null ? undefined : identityHeaders(fan.value).authorization;
  return next !== undefined && next !== before;
}

/** Does it as somebody: at once, or when it is known who that is. */
export function asSomebody(then: () => void): void {
  if (fan.value !== null && !identityRefused.value) then();
  else asked.value = { next: then };
}

/** The headers by which the service recognises the fan, whatever line they stand in. */
export function identityHeaders({ identity, userId }: Fan): Record<string, string> {
  if (identity === undefined) return { 'x-user-id': userId };
  return { authorization: `Bearer ${refused.value ? (spareToken.value ?? identity) : identity}` };
}

export async function askForSite(): Promise<void> {
  const reply = await ask<Site>('/v1/site', { language: language.value });
  if (reply.ok) site.value = reply.body;
  else if (reply.status === 404) site.value = { identity: 'trust' };
  else setTimeout(askForSite, 2_000);
}

/** The user that a token names. Only to tell their things apart on this machine: the service verifies it. */
function userIn(identity: string): string | null {
  try {
    const claims = JSON.parse(atob(identity.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''));
    return typeof claims.sub === 'string' ? claims.sub.toLowerCase() : null;
  } catch {
    return null;
  }
}

function receive(identity: unknown): void {
  if (typeof identity !== 'string') return;
  const named = userIn(identity);
  if (named !== null) be({ userId: named, identity });
}

/**
 * Takes the identity that a shop hands over: in the address (`#identity=<jwt>`, which is taken out of it at once), or
 * from the page around this one by `postMessage({ type: 'frontrow-identity', identity })`. Who may be around it says
 * the policy under which this page is served.
 */
export function receiveIdentity(): void {
  takeFromAddress();
  addEventListener('hashchange', takeFromAddress);
  if (window.parent === window) return;
  addEventListener('message', ({ source, data }) => {
    if (source === window.parent && data?.type === 'frontrow-identity') receive(data.identity);
  });
  window.parent.postMessage({ type: 'frontrow-ready' }, '*');
}

function takeFromAddress(): void {
  const [, identity, rest] = /^#identity=([\w-]+\.[\w-]+\.[\w-]+)(?:&(.*))?$/.exec(location.hash) ?? [];
  if (identity === undefined) return;
  receive(identity);
  go(`#${rest ?? '/'}`, 'replace');
}
