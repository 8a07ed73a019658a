import type { Chance } from './chance.ts';
import type { Described } from './described.ts';
import { Fields, jsonText } from './json-text.ts';
import { NAMED } from './names.ts';
import { oddened } from './odd-values.ts';

/** One connection: what is said when it begins, and then. Things of the stage by name. */
export interface SocketCase {
  kind: 'socket';
  /** The packet of Socket.IO by which the client connects. */
  greeting: string;
  /** Texts, and bytes for binary messages. */
  packets: (string | number[])[];
}

const GREETINGS = [
  ...[
    '40',
    '40[]',
    '40null',
    '40{',
    '405',
    '40"x"',
    '40/admin,{}',
    '40/__proto__,',
    '41',
    '42["x"]',
    '43[]',
    '44{}',
  ],
  ...[
    '451-["x",{"_placeholder":true,"num":0}]',
    '4',
    '',
    '0',
    '1',
    '2probe',
    '3',
    '5',
    '6',
    '9',
    'b',
    '\0',
    '40{}40{}',
  ],
];

/** Packets that are none, or that come at the wrong time. */
const ODD_PACKETS: readonly (string | number[])[] = [
  ...[
    '',
    '4',
    '42',
    '42[',
    '42[]',
    '42[5]',
    '42[null]',
    '42{}',
    '42["connect"]',
    '42["disconnecting",1]',
    '42["error"]',
  ],
  ...[
    '43',
    '430[]',
    '4399999999999999999999[1]',
    '421["x"]',
    '42-1["x"]',
    '44',
    '45',
    '46',
    '47',
    '40',
    '40{}',
    '41',
  ],
  ...[
    '451-["x",{"_placeholder":true,"num":0}]',
    '4599999999-["x"]',
    '451-["x",{"_placeholder":true,"num":-1}]',
  ],
  ...[
    '459-["x"]',
    '450-["x"]',
    '46-',
    '2',
    '3',
    '2probe',
    '3probe',
    '5',
    '6',
    '0{}',
    '42["__proto__",{}]',
    '42/x,["y"]',
  ],
  ...[
    `42["${'x'.repeat(15_000)}"]`,
    `42["x",${'['.repeat(7_000)}${']'.repeat(7_000)}]`,
    '42["\ud800"]',
    'x'.repeat(17_000),
  ],
  ...[[], [0], [255, 255], Array.from({ length: 500 }, (_, at) => at % 256)],
];

/** A connection made of its description, with something wrong in what is said; sometimes with nothing wrong. */
export function socketCase({ handshake, events, socketValues }: Described, chance: Chance): SocketCase {
  const packets = Array.from({ length: chance.below(12) }, () => {
    if (chance.once(3)) return chance.pick(ODD_PACKETS);
    const [name, payload] = chance.pick(events);
    const said = [name, oddened(socketValues.of(payload, chance), chance)];
    return `42${chance.once(4) ? chance.below(100) : ''}${jsonText(said)}`;
  });
  return { kind: 'socket', greeting: greetingOf({ handshake, socketValues }, chance), packets };
}

function greetingOf(
  { handshake, socketValues }: Pick<Described, 'handshake' | 'socketValues'>,
  chance: Chance,
) {
  if (chance.once(10)) return chance.pick(GREETINGS);
  if (chance.once(2)) return `40${jsonText(new Fields([['token', NAMED.inside(chance)]]))}`;
  const right = socketValues.of(handshake, chance);
  return `40${jsonText(chance.once(4) ? right : oddened(right, chance))}`;
}
