import { Chance } from './chance.ts';
import type { Described } from './described.ts';
import { type HttpCase, httpCase } from './http-case.ts';
import { type SocketCase, socketCase } from './socket-case.ts';

export type Case = HttpCase | SocketCase;

/** The case of this number under this seed: always the same for the same description. */
export function caseOf(described: Described, seed: number, index: number): Case {
  const chance = new Chance(seed, index);
  return chance.once(8) ? socketCase(described, chance) : httpCase(described, chance);
}

const LONG = 2_000;
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const shortened = (text: string) =>
  text.length <= LONG ? text : `${text.slice(0, LONG)}... (${text.length} characters)`;

/** The case as somebody would type it, with the names of things instead of their ids. */
export function told(made: Case): string {
  if (made.kind === 'socket') {
    const packets = made.packets.map((packet) =>
      typeof packet === 'string' ? packet : `bytes ${packet.join(' ')}`,
    );
    return ['websocket /socket.io/?EIO=4&transport=websocket', made.greeting, ...packets]
      .map((line) => shortened(JSON.stringify(line)))
      .join('\n  ');
  }
  const { method, target, headers, body, damage, hangsUp } = made;
  const parts = [
    `curl -i -X ${quoted(method)} ${quoted(shortened(`$API${target}`))}`,
    ...headers.map(([name, value]) => `-H ${quoted(shortened(`${name}: ${value}`))}`),
    ...(body === null ? [] : [`--data-binary ${quoted(shortened(body))}`]),
    ...(damage === null ? [] : [`# damaged: ${JSON.stringify(damage)}`]),
    ...(hangsUp ? ['# and then the client closes its side'] : []),
  ];
  return parts.join(' \\\n  ');
}
