import { computed, signal } from '@preact/signals';
import { typed } from '../../../client/calls.ts';
import type { Credential } from '../../../client/credential.ts';
import type { Site } from '../../../client/description.ts';
import { asks } from '../../../client/http.ts';
import { go, isId } from '../../kit/address.ts';
import { language } from '../../kit/language.ts';
import { keep, kept, whenKeptElsewhere } from '../../kit/storage.ts';

/** Who looks at this page. */
export interface Fan {
  userId: string;
  name?: string | undefined;
  /** The token of the shop's identity provider. */
  identity?: string | undefined;
}

const KEPT_AS = 'frontrow-fan';

/** What the service says of itself. */
export const site = signal<Pick<Site, 'identity' | 'demo' | 'wallet'> | null>(null);
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

/** Notes that this credential was refused. Answers whether there is another to try. */
export function refuse(before: Credential | null): boolean {
  refused.value = true;
  const next = ownCredential();
  return next !== null && !('userId' in next) && JSON.stringify(next) !== JSON.stringify(before);
}

/** Does it as somebody: at once, or when it is known who that is. */
export function asSomebody(then: () => void): void {
  if (fan.value !== null && !identityRefused.value) then();
  else asked.value = { next: then };
}

/** By what the service recognises the fan, whatever line they stand in; null when nobody is known. */
export function ownCredential(): Credential | null {
  if (fan.value === null) return null;
  const { identity, userId } = fan.value;
  if (identity === undefined) return { userId };
  return refused.value && spareToken.value !== null ? { token: spareToken.value } : { identity };
}

export async function askForSite(): Promise<void> {
  const reply = await typed(asks())('GET', '/v1/site', { language: language.value });
  if (reply.ok) site.value = reply.body;
  else if (reply.status === 404) site.value = { identity: 'trust', wallet: 'open' };
  else setTimeout(askForSite, 2_000);
}

/** Somebody whom a link says to be the fan, while somebody else is; the present fan decides. */
export const offered = signal<Fan | null>(null);

/** The user that a token names. Only to tell their things apart on this machine: the service verifies it. */
function fanIn(identity: unknown): Fan | null {
  if (typeof identity !== 'string') return null;
  try {
    const signs = atob(identity.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '');
    const bytes = Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
    const { sub, name } = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof sub !== 'string' || sub === '') return null;
    const userId = isId(sub) ? sub.toLowerCase() : sub;
    return { userId, name: typeof name === 'string' && name.trim() !== '' ? name : undefined, identity };
  } catch {
    return null;
  }
}

/** As whom somebody reads of themselves. */
export const nameOf = ({ name, userId }: Fan): string => name ?? userId;

/** The shop around the page knows who is signed in there. */
function receive(identity: unknown): void {
  const named = fanIn(identity);
  if (named !== null) be(named);
}

/**
 * A link may come from anybody, and must not make somebody another person behind their back: it signs in whoever is
 * not signed in and renews the sign-in of the same fan; for another one it asks.
 */
function receiveFromLink(identity: string): void {
  const named = fanIn(identity);
  if (named === null) return;
  if (fan.value === null || fan.value.userId === named.userId) be({ name: fan.value?.name, ...named });
  else offered.value = named;
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
  receiveFromLink(identity);
  go(`#${rest ?? '/'}`, 'replace');
}
