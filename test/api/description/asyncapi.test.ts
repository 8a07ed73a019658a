import { expect, test } from '@jest/globals';
import { asyncApi } from '../../../src/api/description/asyncapi.ts';
import { LIVE_EVENTS } from '../../../src/live/events.ts';
import { OPERATOR_EVENTS } from '../../../src/live/operator-events.ts';
import { socketHandshake } from '../../../src/live/sockets.ts';
import type { SocketDocument } from './document.ts';
import { referencesIn, resolveIn } from './references.ts';

interface Document extends SocketDocument {
  asyncapi: string;
  info: { title: string; version: string };
  servers: Record<string, { host: string; pathname: string; protocol: string }>;
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  operations: Record<
    string,
    {
      action: string;
      summary: string;
      channel: { $ref: string };
      messages: { $ref: string }[];
      reply?: { messages: { $ref: string }[] };
    }
  >;
}

const document = JSON.parse(JSON.stringify(asyncApi())) as Document;
const messages = Object.values(document.components.messages);

test('it is an AsyncAPI 3.0 document with all that one needs', () => {
  expect(document.asyncapi).toBe('3.0.0');
  expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  expect(document.servers.frontrow).toMatchObject({ pathname: '/socket.io', protocol: 'ws' });
  expect(Object.keys(document.channels)).toEqual(['live', 'operators']);
});

test('every reference leads somewhere', () => {
  const references = referencesIn(document);
  expect(references.length).toBeGreaterThan(20);
  expect(references.filter((reference) => resolveIn(document, reference) === undefined)).toEqual([]);
});

test('every operation sends or receives messages of its own channel', () => {
  for (const { action, channel, messages: used, reply } of Object.values(document.operations)) {
    expect(['send', 'receive']).toContain(action);
    for (const { $ref } of [...used, ...(reply?.messages ?? [])]) {
      expect($ref.startsWith(`${channel.$ref}/messages/`)).toBe(true);
    }
  }
});

test('everything that is told is described, and the handshake and its refusal', () => {
  const names = messages.map(({ name }) => name);
  const operators = Object.keys(OPERATOR_EVENTS);
  expect(names.toSorted()).toEqual(
    ['connect', 'connect_error', ...Object.keys(LIVE_EVENTS), ...operators].toSorted(),
  );
  const told = Object.values(document.operations).filter(({ action }) => action === 'send');
  expect(told).toHaveLength(Object.keys(LIVE_EVENTS).length + operators.length - 1);
});

test('the handshake is the one that is checked', () => {
  const { properties } = document.components.schemas.Handshake ?? {};
  expect(Object.keys(properties ?? {})).toEqual(Object.keys(socketHandshake.shape));
});

test('the example of the handshake is accepted', () => {
  const { examples } = messages.find(({ name }) => name === 'connect') ?? {};
  expect(socketHandshake.parse(examples?.[0]?.payload)).toEqual(examples?.[0]?.payload);
});

test('every message has an example', () => {
  for (const { examples } of messages) expect(examples[0]?.payload).toBeDefined();
});

test('payloads may gain fields', () => {
  expect(JSON.stringify(document.components.schemas)).not.toContain('"additionalProperties":false');
});
