import { comment, fieldsOf, isPlainObject, referredName, type Schema, typeOf } from './schema-type.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  schema: Schema;
  description?: string;
}

interface Operation {
  summary: string;
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
  'x-codes': string[];
}

/** What the generator reads of `/openapi.json`. */
export interface HttpDescription {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    parameters: Record<string, Parameter>;
    headers: Record<string, { schema: Schema }>;
    examples: Record<string, unknown>;
  };
}

/** What it reads of `/asyncapi.json`. */
export interface SocketDescription {
  channels: Record<string, { messages: Record<string, { $ref: string }> }>;
  operations: Record<string, { action: string; channel: { $ref: string }; messages: { $ref: string }[] }>;
  components: {
    messages: Record<string, { name: string; summary: string; payload: { $ref: string } }>;
    schemas: Record<string, Schema>;
  };
}

/** Headers that every call takes, and that every caller says in the same way. */
const OF_EVERY_CALL = new Set(['Accept-Language', 'X-Correlation-Id']);

/** Schemas that no single call or event is about: how one connects, and how one is refused. */
const OF_EVERY_CALLER = ['Handshake', 'Problem'];

const MADE = `/*
 * Every call, event, body, answer and code, made of what the service says of itself by \`npm run build:client\`.
 * Whoever changes it changes the service instead.
 */`;

/** The text of \`description.ts\`, not formatted yet. */
export function descriptionText(http: HttpDescription, socket: SocketDescription): string {
  const parts = [
    MADE,
    languages(http),
    codes(http),
    paths(http),
    events(socket, 'live', 'FanEvents', 'What a fan’s socket is told.'),
    events(socket, 'operators', 'OperatorEvents', 'What an operator’s socket is told.'),
    said(socket, 'operators', 'OperatorWords', 'What an operator’s socket may say.'),
  ];
  const schemas = { ...socket.components.schemas, ...http.components.schemas };
  return [...parts, ...named(schemas, [...parts, ...OF_EVERY_CALLER].join('\n'))].join('\n\n');
}

/** In an order of their own: the text changes when what is said does, not when it is said elsewhere. */
const byName = <Value>(all: Record<string, Value>): [string, Value][] =>
  Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));

function languages({ components }: HttpDescription): string {
  return `/** What sentences for people are written in. */
export type Language = ${typeOf(components.headers.ContentLanguage?.schema ?? {})};`;
}

function codes({ components }: HttpDescription): string {
  const all = Object.keys(components.examples).map((code) => `'${code}'`);
  return `/** Every code that a problem may carry. */\nexport type Code = ${all.join(' | ')};`;
}

function paths({ paths, components }: HttpDescription): string {
  const all = byName(paths).map(([path, operations]) => {
    const calls = byName(operations).map(([method, operation]) => {
      return `${comment(operation.summary)}${method.toUpperCase()}: ${callType(operation, components.parameters)};`;
    });
    return `'${path}': {\n${calls.join('\n')}\n};`;
  });
  return `/** Every call, by its path and its method. */\nexport interface Paths {\n${all.join('\n')}\n}`;
}

function callType(operation: Operation, known: Record<string, Parameter>): string {
  const parameters = (operation.parameters ?? []).flatMap((one) => {
    const parameter = '$ref' in one ? known[referredName(one.$ref)] : one;
    return parameter === undefined ? [] : [parameter];
  });
  const among = (where: Parameter['in']) => parameters.filter((parameter) => parameter.in === where);
  const properties = (where: Parameter['in']) =>
    Object.fromEntries(
      among(where).map(({ name, schema, description }) => [name, { ...schema, description }]),
    );
  const inPath = properties('path');
  const takes = among('header')
    .map(({ name }) => name)
    .filter((name) => !OF_EVERY_CALL.has(name));
  const body = operation.requestBody?.content['application/json']?.schema;
  const lines = [
    Object.keys(inPath).length > 0 &&
      `params: ${fieldsOf({ properties: inPath, required: Object.keys(inPath) })};`,
    among('query').length > 0 && `query: ${fieldsOf({ properties: properties('query') })};`,
    body !== undefined && `body${operation.requestBody?.required === true ? '' : '?'}: ${typeOf(body)};`,
    takes.length > 0 && `headers: ${takes.map((name) => `'${name}'`).join(' | ')};`,
    `answers: ${answersOf(operation)};`,
    `codes: ${operation['x-codes'].map((code) => `'${code}'`).join(' | ')};`,
  ];
  return `{\n${lines.filter((line) => line !== false).join('\n')}\n}`;
}

function answersOf({ responses }: Operation): string {
  const answers = Object.entries(responses).flatMap(([status, { content }]) => {
    if (!status.startsWith('2')) return [];
    const json = content?.['application/json']?.schema;
    const text = content?.['text/plain'] !== undefined && status !== '204';
    return [`${status}: ${json === undefined ? (text ? 'string' : 'undefined') : typeOf(json)};`];
  });
  return `{ ${answers.join(' ')} }`;
}

const events = (socket: SocketDescription, channel: string, name: string, about: string): string =>
  messagesOf(socket, channel, 'send', name, about);

const said = (socket: SocketDescription, channel: string, name: string, about: string): string =>
  messagesOf(socket, channel, 'receive', name, about);

/** The messages of a channel, seen from the server: what it sends is what a client is told. */
function messagesOf(
  { operations, channels, components }: SocketDescription,
  channel: string,
  action: 'send' | 'receive',
  name: string,
  about: string,
): string {
  const fields = Object.values(operations)
    .filter((one) => one.action === action && referredName(one.channel.$ref) === channel)
    .flatMap(({ messages }) => messages)
    .map(({ $ref }) => {
      const message =
        components.messages[referredName(channels[channel]?.messages[referredName($ref)]?.$ref ?? '')];
      if (message === undefined) throw new Error(`${$ref} is not described`);
      return `${comment(message.summary)}'${message.name}': ${typeOf(message.payload)};`;
    });
  return `${comment(about)}export interface ${name} {\n${fields.join('\n')}\n}`;
}

/** The schemas that the text so far names, and those that they name, by name. */
function named(schemas: Record<string, Schema>, text: string): string[] {
  const declared = new Map<string, string>();
  const declare = (using: string): void => {
    for (const [name] of using.matchAll(/\b[A-Z]\w+\b/g)) {
      const schema = schemas[name];
      if (schema === undefined || declared.has(name)) continue;
      const declaration = isPlainObject(schema)
        ? `interface ${name} ${fieldsOf(schema)}`
        : `type ${name} = ${typeOf(schema)};`;
      declared.set(name, `${comment(schema.description)}export ${declaration}`);
      declare(declaration);
    }
  };
  declare(text);
  return byName(Object.fromEntries(declared)).map(([, declaration]) => declaration);
}
