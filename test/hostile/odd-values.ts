import type { Chance } from './chance.ts';
import { Fields, type Json, Verbatim } from './json-text.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const nestedObjects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const many = (count: number, text: string) => `[${Array.from({ length: count }, () => text).join(',')}]`;

/** Texts where a value of JSON belongs. Most are JSON; to the reader of JSON some numbers are infinite, or others. */
const ODD_TEXTS: readonly string[] = [
  ...['null', 'true', 'false', '[]', '{}', '[[]]', '[null]', '[1,2]', '{"length":1}', '{"$ne":null}'],
  ...['0', '-0', '-1', '1.5', '1.0', '1E0', '2147483647', '2147483648', '-2147483649', '9007199254740993'],
  ...['9223372036854775808', '1e21', '1e308', '1e400', '-1e400', '1e-400', '100000000000000000000000000'],
  ...['NaN', 'Infinity', '-', '01', '0x10', '1_000', '.5', '+1', 'undefined', "'1'", '1,', '"'],
  ...[
    '"NaN"',
    '"1"',
    '"true"',
    '"null"',
    '""',
    '" "',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
  ],
  ...[
    '"A\\ud83d"',
    '"\\ude00 A"',
    '"\\u200b\\u200d\\u2060"',
    '"\\u3164\\u115f"',
    '"\\u00ad"',
    '"a\\u200bb"',
    '"\ufffd"',
  ],
  ...[
    '"\\ufeff"',
    '"\\u202egnp"',
    '"\\u2028"',
    '"\\r\\nX-Evil: 1"',
    '"\u{1F468}\u200d\u{1F469}\u200d\u{1F467}"',
  ],
  ...[
    '"ﬀİıſK"',
    '"e\\u0301"',
    '"\u0300\u0301\u0302"',
    '"\t"',
    '"\\x"',
    '"%00"',
    '"%s%n"',
    '"../../etc/passwd"',
  ],
  ...[
    '"\'; drop table seat; --"',
    '"$' + '{jndi:ldap://x}"',
    '"{{7*7}}"',
    '"<script>"',
    '"__proto__"',
    '"constructor"',
  ],
  ...['"2099-02-30"', '"0000-01-01"', '"0001-01-01"', '"9999-12-31"', '"+010000-01-01"', '"-000001-01-01"'],
  ...['"2099-12-24T24:00:00Z"', '"2099-12-24T19:00:00+99:99"', '"2099-12-24T19:00:60Z"', '"2099-12-24 "'],
  ...['"0000-01-01T00:00:00Z"', '"0001-01-01T00:00:00+23:59"', '"9999-12-31T23:59:59-23:59"'],
  ...['"2099-12-24T19:00:00.1234567890123Z"', '"2099-12-24T19:00Z"', '"infinity"', '"now"', '"epoch"'],
  ...['"00000000-0000-0000-0000-000000000000"', '"ffffffff-ffff-ffff-ffff-ffffffffffff"'],
  ...['"{7b3f7a35-1f5c-4dd8-9d0e-3f9b7c0f7a10}"', '"7b3f7a351f5c4dd89d0e3f9b7c0f7a10"'],
  ...['"7B3F7A35-1F5C-4DD8-9D0E-3F9B7C0F7A10"', '"urn:uuid:7b3f7a35-1f5c-4dd8-9d0e-3f9b7c0f7a10"'],
  ...[
    '"Etc/GMT+14"',
    '"posix/UTC"',
    '"Factory"',
    '"../UTC"',
    '"US/Pacific-New"',
    '"Asia/seoul"',
    '"EST5EDT"',
  ],
  ...[
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"toString":null}',
  ],
  ...['{"toJSON":1}', '{"then":1}', '{"valueOf":"x","__defineGetter__":1}', '[{"__proto__":[]}]'],
  ...[nested(50), nested(4_000), nestedObjects(50), nestedObjects(3_000)],
  ...[
    `"${'x'.repeat(201)}"`,
    `"${'\\u0000'.repeat(300)}"`,
    `"${'쀍'.repeat(5_000)}"`,
    `"${'x'.repeat(60_000)}"`,
  ],
  ...[many(51, '1'), many(1_000, 'null'), many(20_000, '1'), many(300, '"x"')],
];

/** Names that every object of JavaScript has, and others that a field should not have. */
const ODD_NAMES: readonly string[] = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'toJSON', 'then', 'length'],
  ...['', '0', '-1', ' ', '\0', '\ud800', 'a/b~c', '$where', 'userId', 'amount', 'n'.repeat(300), '\u202e'],
];

/** Where something stands in a value: the names and places that lead there. */
type Place = { put(value: Json): void; value: Json };

function placesIn(value: Json, put: (value: Json) => void): Place[] {
  const here: Place = { put, value };
  if (Array.isArray(value)) {
    const inner = value.flatMap((one, at) =>
      placesIn(one, (odd) => {
        value[at] = odd;
      }),
    );
    return [here, ...inner];
  }
  if (!(value instanceof Fields)) return [here];
  const inner = value.entries.flatMap((entry) =>
    placesIn(entry[1], (odd) => {
      entry[1] = odd;
    }),
  );
  return [here, ...inner];
}

/** The right value with something wrong in it: one place, or a few. */
export function oddened(right: Json, chance: Chance): Json {
  let whole = right;
  const times = chance.once(4) ? 1 + chance.below(3) : 1;
  for (let time = 0; time < times; time += 1) {
    const places = placesIn(whole, (value) => {
      whole = value;
    });
    // The whole body is one place of many; what is inside it is more interesting.
    const inner = places.slice(1);
    const place = inner.length === 0 || chance.once(8) ? places[0] : chance.pick(inner);
    if (place !== undefined) spoil(place, chance);
  }
  return whole;
}

function spoil({ value, put }: Place, chance: Chance): void {
  const odd = () => new Verbatim(chance.pick(ODD_TEXTS));
  if (value instanceof Fields) spoilFields(value, put, chance);
  else if (Array.isArray(value) && !chance.once(3)) {
    if (chance.once(2)) value.push(odd());
    else value.push(...value);
  } else if (chance.once(8)) put([value]);
  else put(odd());
}

function spoilFields(fields: Fields, put: (value: Json) => void, chance: Chance): void {
  const odd = () => new Verbatim(chance.pick(ODD_TEXTS));
  const { entries } = fields;
  const way = chance.below(5);
  if (way === 0) put(odd());
  else if (way === 1 && entries.length > 0) entries.splice(chance.below(entries.length), 1);
  else if (way === 2 && entries.length > 0) {
    // The same name again, with another value: readers of JSON do not agree on which of them counts.
    const [name, value] = chance.pick(entries);
    entries.push([name, chance.once(2) ? value : odd()]);
  } else entries.push([chance.pick(ODD_NAMES), odd()]);
}

/** A text where a simple text belongs, such as in a path: the words of the odd values without their quotes. */
export function oddText(chance: Chance): string {
  const text = chance.pick(ODD_TEXTS);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : text;
  } catch {
    return text;
  }
}
