import { type ZodType, z } from 'zod';
import { problemAnswer, problemOf } from '../../contract/problem.ts';
import { LIVE_EVENTS, refusedConnection } from '../../live/events.ts';
import { OPERATOR_EVENTS } from '../../live/operator-events.ts';
import { socketHandshake } from '../../live/sockets.ts';
import { KINDS } from '../../on-sale.ts';
import { point } from '../../operators/sale-history.ts';
import { statsAnswer } from '../../operators/stats.ts';
import { OUTCOMES } from '../../outcome.ts';
import { API_VERSION, CONTACT, LICENSE } from './about.ts';
import { LIVE_INTRODUCTION } from './live-introduction.ts';
import { leaveOpen, tidySchema } from './tidy-schema.ts';

const camelCased = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const schemaName = (event: string) => `${capitalised(camelCased(event))}Event`;

const EVENTS = Object.entries(LIVE_EVENTS);

/** Answers of HTTP that events carry too. */
const CARRIED: readonly ZodType[] = [
  problemAnswer,
  ...KINDS.map(({ answer }) => answer.schema),
  ...OUTCOMES,
  statsAnswer,
  point,
];

const problem = problemOf('INVALID_TOKEN', 'en');

const MESSAGES = [
  {
    name: 'connect',
    key: 'connect',
    schema: 'Handshake',
    summary: 'The handshake: `auth` of the client',
    description:
      'One of `token`, `identity` and `userId` says who listens. With a queue token only its concert is told, with an identity every concert in which the user waits.',
    example: { token: 'eyJhbGciOiJIUzI1NiJ9…', locale: 'en', since: '2027-03-02T11:01:12.480Z' },
  },
  {
    name: 'connect_error',
    key: 'connectError',
    schema: 'RefusedConnection',
    summary: 'The connection was refused',
    description: 'The reason, as HTTP would tell it, stands in `data`.',
    example: { message: problem.detail, data: problem },
  },
  ...EVENTS.map(([name, { summary, description, example }]) => ({
    name,
    key: camelCased(name),
    schema: schemaName(name),
    summary,
    description,
    example,
  })),
];

/** An event of operators may bear the name of one of fans', in its own namespace. */
const operatorsOwn = (name: string) => (name in LIVE_EVENTS ? `operators-${name}` : name);

const OPERATORS = Object.entries(OPERATOR_EVENTS).map(([name, { from, ...event }]) => ({
  ...event,
  name,
  // Seen from the server.
  action: from === 'client' ? ('receive' as const) : ('send' as const),
  key: camelCased(operatorsOwn(name)),
  schema: schemaName(operatorsOwn(name)),
}));

/** The live side in AsyncAPI 3.0, from the schemas of what is sent. Seen from the server, as AsyncAPI has it. */
export function asyncApi() {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Frontrow live',
      version: API_VERSION,
      description: LIVE_INTRODUCTION,
      contact: CONTACT,
      license: LICENSE,
    },
    defaultContentType: 'application/json',
    servers: {
      frontrow: {
        host: '{host}',
        pathname: '/socket.io',
        protocol: 'ws',
        description:
          'Socket.IO 4 (protocol revision 5) on the host and port of the HTTP API; `wss` behind TLS.',
        variables: { host: { default: 'localhost:8080', description: 'Where this document was read from.' } },
      },
    },
    channels: {
      live: {
        address: '/',
        title: 'The default namespace',
        description: 'Every message is a Socket.IO event of the same name with one argument, the payload.',
        messages: Object.fromEntries(
          MESSAGES.map(({ key }) => [key, { $ref: `#/components/messages/${key}` }]),
        ),
      },
      operators: {
        address: '/operator',
        title: 'The namespace of operators',
        description: 'For whoever is signed in as an operator, or brings the key.',
        messages: Object.fromEntries(
          OPERATORS.map(({ key }) => [key, { $ref: `#/components/messages/${key}` }]),
        ),
      },
    },
    operations: {
      connect: {
        action: 'receive',
        channel: { $ref: '#/channels/live' },
        summary: 'A client connects',
        messages: [inChannel('connect')],
        reply: { channel: { $ref: '#/channels/live' }, messages: [inChannel('connectError')] },
      },
      ...Object.fromEntries(
        EVENTS.map(([name, { summary, description }]) => [
          camelCased(name),
          {
            action: 'send',
            channel: { $ref: '#/channels/live' },
            summary,
            description,
            messages: [inChannel(camelCased(name))],
          },
        ]),
      ),
      ...Object.fromEntries(
        OPERATORS.map(({ key, action, summary, description }) => [
          key,
          {
            action,
            channel: { $ref: '#/channels/operators' },
            summary,
            description,
            messages: [{ $ref: `#/channels/operators/messages/${key}` }],
          },
        ]),
      ),
    },
    components: {
      messages: Object.fromEntries(
        [...MESSAGES, ...OPERATORS].map(({ key, name, schema, summary, description, example }) => [
          key,
          {
            name,
            title: name,
            summary,
            description,
            payload: { $ref: `#/components/schemas/${schema}` },
            examples: [{ payload: example }],
          },
        ]),
      ),
      schemas: {
        ...jsonSchemas({ Handshake: socketHandshake }, 'input'),
        ...jsonSchemas(
          {
            ...Object.fromEntries(CARRIED.map((schema) => [idOf(schema), schema])),
            RefusedConnection: refusedConnection,
            ...Object.fromEntries(OPERATORS.map(({ schema, payload }) => [schema, payload])),
            ...Object.fromEntries(EVENTS.map(([name, { payload }]) => [schemaName(name), payload])),
          },
          'output',
        ),
      },
    },
  };
}

export type AsyncApiDocument = ReturnType<typeof asyncApi>;

/** The name under which the HTTP side describes it. */
const idOf = (schema: ZodType): string => String(z.globalRegistry.get(schema)?.id);

const inChannel = (key: string) => ({ $ref: `#/channels/live/messages/${key}` });

/** Schemas that refer to one another by name. */
function jsonSchemas(schemas: Record<string, ZodType>, io: 'input' | 'output'): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const converted = z.toJSONSchema(registry, {
    io,
    target: 'draft-7',
    uri: (id) => `#/components/schemas/${id}`,
    override({ jsonSchema }) {
      tidySchema(jsonSchema);
      if (io === 'output') leaveOpen(jsonSchema);
    },
  });
  return Object.fromEntries(
    Object.entries(converted.schemas).map(([name, { $id, $schema, ...schema }]) => [name, schema]),
  );
}
