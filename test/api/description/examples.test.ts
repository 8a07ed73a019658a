import { describe, expect, test } from '@jest/globals';
import { eitherFields } from '../../../src/api/description/components.ts';
import { EVENT_EXAMPLES, EXAMPLES, HANDSHAKE_EXAMPLE } from '../../../src/api/description/examples.ts';
import { NOTES } from '../../../src/api/description/notes.ts';
import { operationId } from '../../../src/api/description/operation-id.ts';
import { LIVE_PAYLOADS } from '../../../src/live/payloads.ts';
import { socketHandshake } from '../../../src/live/sockets.ts';
import { EVERY_ROUTE } from './every-route.ts';

const operations = EVERY_ROUTE.map((route) => [operationId(route), route] as const);

test('nothing is exemplified or noted of a call that does not exist', () => {
  const names: string[] = operations.map(([name]) => name);
  for (const name of [...Object.keys(EXAMPLES), ...Object.keys(NOTES)]) expect(names).toContain(name);
});

describe.each(operations)('%s', (name, route) => {
  test('its example of a body is accepted', () => {
    const { body } = EXAMPLES[name] ?? {};
    expect(body !== undefined).toBe(route.body !== undefined);
    if (route.body !== undefined) expect(route.body.safeParse(body).error).toBeUndefined();
  });

  test('its examples of answers have every field and no other', () => {
    for (const [status, { schema }] of Object.entries(route.answers)) {
      if (schema === undefined) continue;
      const example = EXAMPLES[name]?.answers?.[Number(status)];
      expect(schema.parse(example)).toEqual(example);
    }
  });
});

const pairs = [...eitherFields(EVERY_ROUTE)];

test('three bodies take one of two fields', () => {
  expect(pairs).toHaveLength(3);
});

test.each(operations.filter(([, { body }]) => pairs.some(([schema]) => schema === body)))(
  '%s takes exactly one of its two fields, as described',
  (name, { body }) => {
    const fields = pairs.find(([schema]) => schema === body)?.[1] ?? [];
    const example = EXAMPLES[name]?.body as Record<string, unknown>;
    const given = fields.filter((field) => example[field] !== undefined);
    expect(given).toHaveLength(1);
    const neither = Object.fromEntries(Object.entries(example).filter(([field]) => !given.includes(field)));
    expect(body?.safeParse(neither).success).toBe(false);
  },
);

test.each(Object.keys(LIVE_PAYLOADS) as (keyof typeof LIVE_PAYLOADS)[])(
  'the example of the event %s has every field and no other',
  (name) => {
    expect(LIVE_PAYLOADS[name].parse(EVENT_EXAMPLES[name])).toEqual(EVENT_EXAMPLES[name]);
  },
);

test('the example of the handshake is accepted', () => {
  expect(socketHandshake.parse(HANDSHAKE_EXAMPLE)).toEqual(HANDSHAKE_EXAMPLE);
});
