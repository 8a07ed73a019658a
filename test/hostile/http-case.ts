import { type Call, type Parameter, referredName } from '../api/description/document.ts';
import type { Chance } from './chance.ts';
import type { Described } from './described.ts';
import { jsonText } from './json-text.ts';
import { NAMED, thingFor } from './names.ts';
import { oddened, oddText } from './odd-values.ts';

/** What is done to the bytes of a request after it was written down. */
export type Damage =
  /** The body ends before it is over; its length says so. */
  | { kind: 'cut'; at: number }
  /** More is promised than is sent, and then the client hangs up its side. */
  | { kind: 'short'; missing: number }
  /** More is sent than was promised: the rest looks like another request. */
  | { kind: 'long'; tooMany: number }
  /** Bytes in the body that are no UTF-8. */
  | { kind: 'bytes'; at: number; bytes: number[] }
  | { kind: 'gzip'; broken: boolean }
  | { kind: 'chunked'; broken: boolean };

/** One request, as a whole of plain text; things of the stage by name. */
export interface HttpCase {
  kind: 'http';
  method: string;
  target: string;
  headers: [name: string, value: string][];
  body: string | null;
  damage: Damage | null;
  /** It is no proper HTTP, so the server's parser may answer it, or cut it off. */
  rough: boolean;
  /** The client closes its side when all is sent: the server shall not wait for more. */
  hangsUp: boolean;
}

/** Pages and doors that the description does not list. */
const OTHER_TARGETS = [
  ...['/', '/docs', '/openapi.json', '/asyncapi.json', '/admin', '/admin/queues', '/admin/queues/api/queues'],
  ...[
    '/socket.io/?EIO=4&transport=polling',
    '/socket.io/?EIO=3&transport=polling',
    '/socket.io/?EIO=4&transport=x',
  ],
  ...[
    '/socket.io/?EIO=4&transport=polling&sid=__proto__',
    '/socket.io',
    '/v1',
    '/v1/__proto__',
    '/favicon.ico',
  ],
];

const METHODS = [
  'GET',
  'POST',
  'PATCH',
  'DELETE',
  'PUT',
  'HEAD',
  'OPTIONS',
  'PROPFIND',
  'PURGE',
  'TRACE',
  'QUERY',
];
const ROUGH_METHODS = ['get', 'G\x00T', 'CONNECT', 'POST POST', '', 'BREW', 'G'.repeat(300)];
const TYPES = [
  ...[
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/json; charset=utf-16',
    'text/plain',
  ],
  ...[
    'application/json; charset=nonsense',
    'application/json; charset=euc-kr',
    'application/json; charset="ISO-8859-1"',
    'application/json;',
    'multipart/form-data; boundary=x',
    'json',
    '',
  ],
  ...[
    'application/merge-patch+json',
    'application/x-www-form-urlencoded',
    'application/json, text/plain',
    '/',
  ],
];
const PREFERENCES = [
  ...['wait=1', 'wait=2', 'WAIT = "2"', 'wait=0', 'wait=-1', 'wait=1e9', 'wait=999999', 'wait=1.5', 'wait'],
  ...[
    'respond-async, wait=1',
    'wait=1; x="',
    ',,,;;;===',
    'wait=1,'.repeat(500),
    'return=minimal',
    '\t',
    'wait=Infinity',
  ],
];
const LANGUAGES = [
  ...[
    'ko',
    'en',
    'en-US,en;q=0.9',
    '*',
    'ko;q=0,en;q=0',
    'zz;q=2',
    ';;;q=q',
    'en;q=NaN',
    '__proto__',
    'constructor',
  ],
  ...['x-'.repeat(2_000), ','.repeat(2_000), 'a,'.repeat(2_000), 'en;q=0.', '\u00ff\u00fe', '-', 'KO-kr'],
];
const KEYS = [
  ...[
    'key-1',
    'key-2',
    'key-3',
    '',
    ' ',
    'a'.repeat(255),
    'a'.repeat(256),
    'ключ',
    '\u00e9',
    "'; --",
    '\t',
    '%00',
  ],
  ...['a, b', '"quoted"', '__proto__'],
];
const OTHER_HEADERS: [string, string][] = [
  ['Host', ''],
  ['Host', 'a b'],
  ['Host', '[::1'],
  ['Host', 'evil.example:99999'],
  ['X-Forwarded-For', '1.2.3.4, ::1, nonsense'],
  ['X-Forwarded-Proto', 'javascript'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['If-None-Match', '*'],
  ['If-None-Match', 'W/"x", "'],
  ['If-None-Match', '"x",'.repeat(1_500)],
  ['Range', 'bytes=0-0,-1'],
  ['Origin', 'null'],
  ['Origin', '\u0080'],
  ['Access-Control-Request-Method', '__proto__'],
  ['Accept', 'application/xml;q=zz'],
  ['Accept-Encoding', 'gzip;q=0, *;q=-1'],
  ['Cookie', '='.repeat(3_000)],
  ['X-Correlation-Id', 'x'.repeat(129)],
  ['X-Correlation-Id', '%0d%0aSet-Cookie: a=b'],
  ['__proto__', 'x'],
  ['constructor', 'x'],
];
const ROUGH_TARGETS: ((target: string) => string)[] = [
  (target) => `${target} x`,
  (target) => `x${target}`,
  () => '*',
  (target) => `http://evil.example${target}`,
  (target) => `${target}#x`,
  (target) => `${target}\u00ff`,
];
/** Headers by which a request has no clear end. */
const ENDLESS_HEADERS: [string, string][] = [
  ['Content-Length', '-1'],
  ['Content-Length', '1e3'],
  ['Content-Length', '0x10'],
  ['Content-Length', '99999999999999999999'],
  ['Content-Length', '7, 8'],
  ['Content-Length', '99999999'],
  ['Transfer-Encoding', 'chunked, identity'],
  ['Transfer-Encoding', 'xchunked'],
  ['Transfer-Encoding', 'chunked'],
];
/** Headers by which a request becomes another kind of request, or none. */
const ROUGH_HEADERS: [string, string][][] = [
  [['Expect', '100-continue']],
  [['Expect', 'the unexpected']],
  [
    ['Connection', 'Upgrade, HTTP2-Settings'],
    ['Upgrade', 'h2c'],
    ['HTTP2-Settings', 'AAMAAABkAAQCAAAAAAIAAAAA'],
  ],
  [
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
  ],
  [['Connection', 'keep-alive, close, x']],
  [['X-Long', 'x'.repeat(17_000)]],
  [['X Y', 'a name with a gap']],
  [['X-Null', 'a\0b']],
  [['X-Return', 'a\rb']],
  [[': ', 'no name']],
  [['Host', 'one too many']],
];

/** A request to any route, made of its description, with something wrong in it; sometimes with nothing wrong. */
export function httpCase(described: Described, chance: Chance): HttpCase {
  if (chance.once(25)) return elsewhere(chance);
  const call = chance.pick(described.calls);
  const made: HttpCase = {
    kind: 'http',
    method: call.method.toUpperCase(),
    target: targetOf(described, call, chance),
    headers: [...credential(call, chance), ...headersOf(described, call, chance)],
    body: bodyOf(described, call, chance),
    damage: null,
    rough: false,
    hangsUp: false,
  };
  if (made.body !== null)
    made.headers.push(['Content-Type', chance.once(12) ? chance.pick(TYPES) : 'application/json']);
  return roughened(made, chance);
}

/** An address that no description lists. */
function elsewhere(chance: Chance): HttpCase {
  const made: HttpCase = {
    kind: 'http',
    method: chance.once(3) ? chance.pick(METHODS) : 'GET',
    target: chance.once(3) ? `/${tricky(oddText(chance), chance)}` : chance.pick(OTHER_TARGETS),
    headers: chance.once(2) ? [bearer(NAMED.adminKey(chance))] : [],
    body: null,
    damage: null,
    rough: false,
    hangsUp: false,
  };
  return roughened(made, chance);
}

const bearer = (credential: string): [string, string] => ['Authorization', `Bearer ${credential}`];

/** The credential that the call asks for, usually; or any other. */
function credential(call: Call, chance: Chance): [string, string][] {
  const scheme = Object.keys(call.security[0] ?? {})[0];
  const right: Record<string, () => [string, string]> = {
    operator: () => bearer(NAMED.adminKey(chance)),
    queueToken: () => bearer(NAMED[chance.once(4) ? 'waiting' : 'inside'](chance)),
    userIdentity: () => ['X-User-Id', NAMED.user(chance)],
  };
  const asked = scheme === undefined ? undefined : right[scheme];
  if (!chance.once(4)) return asked === undefined ? [] : [asked()];
  const sort = chance.pick([
    'inside',
    'waiting',
    'ended',
    'elsewhere',
    'forged',
    'none',
    'adminKey',
  ] as const);
  const any: (() => [string, string][])[] = [
    () => [],
    () => [bearer(NAMED[sort](chance))],
    () => [['X-User-Id', NAMED.user(chance)]],
    () => [['X-User-Id', oneLine(oddText(chance))]],
    () => [['Authorization', `Bearer ${oneLine(oddText(chance))}`]],
    () => [
      ['Authorization', chance.pick(['Bearer', 'Basic OnB3', 'Digest x', 'bearer  a b', 'Bearer \u00e9'])],
    ],
    () => [bearer(NAMED.inside(chance)), ['X-User-Id', NAMED.user(chance)]],
    () => [bearer(`${NAMED.inside(chance)}${chance.pick(['.', '=', 'A', '.x.y', '%00'])}`)],
  ];
  return chance.pick(any)();
}

function targetOf(described: Described, call: Call, chance: Chance): string {
  const parameters = parametersOf(described, call);
  let target = call.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
    const right = thingFor(name, chance) ?? `${described.values.of(parameter?.schema ?? {}, chance, name)}`;
    return chance.once(8) ? tricky(chance.once(2) ? right : oddText(chance), chance) : right;
  });
  if (chance.once(60))
    target = chance.pick([`${target}/`, `/${target}`, `${target}/..`, target.toUpperCase(), `${target};x=1`]);
  const query = parameters
    .filter((one) => one.in === 'query')
    .flatMap((one) => {
      if (chance.once(2)) return [];
      const right = described.values.of(one.schema, chance, one.name);
      return [`${one.name}=${chance.once(2) ? encodeURIComponent(oddText(chance).toWellFormed()) : right}`];
    });
  if (chance.once(40))
    query.push(chance.pick(['a='.repeat(3_000), '%', '&&&=', '?', '__proto__=1', 'a[b][c]=1', '%ff=%00']));
  return query.length === 0 ? target : `${target}?${query.join('&')}`;
}

/** Ways to write a part of a path that decoders do not agree on. */
function tricky(part: string, chance: Chance): string {
  const encoded = encodeURIComponent(part.toWellFormed()).slice(0, 4_000);
  return chance.pick([
    encoded,
    `${encoded}%00`,
    `${encoded}%2f..%2f`,
    `${encoded}%`,
    `%zz${encoded}`,
    `%c0%ae${encoded}`,
    `%ed%a0%80${encoded}`,
    `..%5c${encoded}`,
    `%252e%252e`,
    `.`,
    `${encoded}%0d%0aX: y`.replace(' ', '%20'),
    `${encoded}%e2%80%8b`,
    `%20${encoded}%20`,
    encoded.toUpperCase(),
  ]);
}

const oneLine = (text: string) => text.replaceAll(/[\r\n\0]/g, ' ').slice(0, 4_000);

function headersOf(described: Described, call: Call, chance: Chance): [string, string][] {
  const taken = parametersOf(described, call).filter((one) => one.in === 'header');
  const values: Record<string, readonly string[]> = {
    Prefer: PREFERENCES,
    'Accept-Language': LANGUAGES,
    'Idempotency-Key': KEYS,
  };
  const headers = taken.flatMap(({ name }): [string, string][] => {
    if (!chance.once(3)) return [];
    return [[name, chance.pick(values[name] ?? ['x', '"x"', '*', 'x'.repeat(200)])]];
  });
  if (chance.once(10)) headers.push(chance.pick(OTHER_HEADERS));
  if (chance.once(40) && headers.length > 0) headers.push(chance.pick(headers));
  if (chance.once(200))
    headers.push(...Array.from({ length: 400 }, (_, at): [string, string] => [`X-${at}`, `${at}`]));
  return headers;
}

function parametersOf({ http }: Described, { parameters }: Call): Parameter[] {
  return parameters.flatMap((parameter) =>
    '$ref' in parameter ? (http.components.parameters[referredName(parameter.$ref)] ?? []) : [parameter],
  );
}

function bodyOf({ values }: Described, { requestBody, method }: Call, chance: Chance): string | null {
  const schema = requestBody?.content['application/json']?.schema;
  if (schema === undefined) {
    return chance.once(method === 'get' ? 30 : 8) ? oddText(chance).toWellFormed() : null;
  }
  if (chance.once(30)) return null;
  const right = values.of(schema, chance);
  return jsonText(chance.once(5) ? right : oddened(right, chance));
}

/** Some requests are no proper HTTP, or say one thing and do another. */
function roughened(made: HttpCase, chance: Chance): HttpCase {
  if (chance.once(30)) made.method = chance.pick(METHODS);
  if (chance.once(12) && made.body !== null) made.damage = damage(chance);
  const { damage: done } = made;
  made.hangsUp = done?.kind === 'short' || (done?.kind === 'chunked' && done.broken);
  made.rough = made.hangsUp || done?.kind === 'long';
  if (!chance.once(30)) return made;
  made.rough = true;
  const way = chance.below(4);
  if (way === 0) made.method = chance.pick(ROUGH_METHODS);
  else if (way === 1) made.target = chance.pick(ROUGH_TARGETS)(made.target);
  else if (way === 2) made.headers.push(...chance.pick(ROUGH_HEADERS));
  else {
    made.headers.push(chance.pick(ENDLESS_HEADERS));
    made.hangsUp = true;
  }
  return made;
}

function damage(chance: Chance): Damage {
  const at = chance.below(1_000) / 1_000;
  return chance.pick<Damage>([
    { kind: 'cut', at },
    { kind: 'cut', at },
    { kind: 'short', missing: 1 + chance.below(100_000) },
    { kind: 'long', tooMany: 1 + chance.below(10) },
    {
      kind: 'bytes',
      at,
      bytes: chance.pick([
        [0xff],
        [0xc0, 0x80],
        [0xed, 0xa0, 0x80],
        [0xf5, 0, 0, 0],
        [0],
        [0xef, 0xbb, 0xbf],
      ]),
    },
    { kind: 'gzip', broken: chance.once(2) },
    { kind: 'chunked', broken: chance.once(2) },
  ]);
}
