import type { IncomingMessage } from 'node:http';

/** Longer than any address: whatever a proxy passes on beyond that is none. */
const ADDRESS_CHARACTERS = 45;

/** The client's address, as far as the proxies in front are believed about it. */
export function clientAddress({ headers, socket }: IncomingMessage, trustProxyHops: number): string {
  const own = socket.remoteAddress ?? '';
  const forwarded = headers['x-forwarded-for'];
  if (trustProxyHops === 0 || forwarded === undefined) return own;
  // Each proxy appends whom it was asked by; what stands before those that are believed, anybody can have written.
  const said = String(forwarded).split(',').slice(-trustProxyHops)[0]?.trim();
  return said ? said.slice(0, ADDRESS_CHARACTERS) : own;
}

/**
 * Whom an address stands for in every limit: a customer of IPv6 has a whole /64 to choose from, so that counts as one;
 * IPv4 written as IPv6 is IPv4.
 */
export function countedAs(address: string): string {
  if (!address.includes(':')) return address;
  const groups = groupsOf(address);
  if (groups === null) return address;
  return mappedIpv4(groups) ?? `${canonical(groups.slice(0, 4))}::/64`;
}

/** How an address stands in the log: as it is, as the network that it belongs to (/24, /48), or not at all. */
export function loggedAs(address: string, how: 'full' | 'short' | 'off'): string | undefined {
  if (how === 'off') return undefined;
  const groups = address.includes(':') ? groupsOf(address) : null;
  const ipv4 = groups === null ? address : mappedIpv4(groups);
  if (how === 'full') return ipv4 ?? address;
  if (groups !== null && ipv4 === null) return `${canonical(groups.slice(0, 3))}::/48`;
  const network = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(ipv4 ?? address)?.[1];
  // What is no address may still name somebody.
  return network === undefined ? undefined : `${network}.0/24`;
}

const canonical = (groups: readonly number[]): string => groups.map((group) => group.toString(16)).join(':');

/** The eight groups of an IPv6 address; null when it is none. */
function groupsOf(address: string): number[] | null {
  const [text = ''] = address.split('%', 1);
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [front, back] = halves.map(partsOf);
  if (front === undefined || front === null || back === null) return null;
  if (back === undefined) return front.length === 8 ? front : null;
  const missing = 8 - front.length - back.length;
  return missing < 1 ? null : [...front, ...Array<number>(missing).fill(0), ...back];
}

function partsOf(text: string): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const ipv4 = index === parts.length - 1 ? /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(part) : null;
    if (ipv4 !== null) {
      const [a = 0, b = 0, c = 0, d = 0] = ipv4.slice(1).map(Number);
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[\da-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}

/** `::ffff:1.2.3.4` is how a server that listens to both names a client of IPv4. */
function mappedIpv4(groups: readonly number[]): string | null {
  const [, , , , , marker, high = 0, low = 0] = groups;
  if (marker !== 0xffff || groups.slice(0, 5).some((group) => group !== 0)) return null;
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
