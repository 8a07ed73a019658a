import { describe, expect, test } from '@jest/globals';
import { operationId } from '../../../src/api/description/operation-id.ts';
import { ROUTES } from '../../../src/api/routes.ts';
import { LIVE_EVENTS } from '../../../src/live/events.ts';
import { OPERATOR_EVENTS } from '../../../src/live/operator-events.ts';
import { KINDS } from '../../../src/on-sale.ts';

const operations = ROUTES.map((route) => [operationId(route), route] as const);

describe.each(operations)('%s', (_name, route) => {
  test('its example of a body is accepted', () => {
    if (route.body === undefined) expect(route.example).toBeUndefined();
    else expect(route.body.safeParse(route.example).error).toBeUndefined();
  });

  test('its examples of answers have every field and no other', () => {
    for (const { schema, example } of Object.values(route.answers)) {
      if (schema !== undefined) expect(schema.parse(example)).toEqual(example);
    }
  });
});

describe.each(KINDS.map((kind) => [kind.name, kind] as const))('%s', (_name, kind) => {
  test('its example of a result is one', () => {
    expect(kind.result.parse(kind.examples.result)).toEqual(kind.examples.result);
  });
});

const pairs = operations.flatMap(([name, { body, example }]) => {
  const fields = body?.meta()?.either as [string, string] | undefined;
  return body === undefined || fields === undefined ? [] : [{ name, body, example, fields }];
});

test('three bodies take one of two fields', () => {
  expect(pairs).toHaveLength(3);
});

test.each(pairs)('$name takes exactly one of its two fields, as described', ({ body, example, fields }) => {
  const sent = example as Record<string, unknown>;
  const given = fields.filter((field) => sent[field] !== undefined);
  expect(given).toHaveLength(1);
  const neither = Object.fromEntries(Object.entries(sent).filter(([field]) => !given.includes(field)));
  expect(body.safeParse(neither).success).toBe(false);
});

test.each(Object.entries({ ...LIVE_EVENTS, ...OPERATOR_EVENTS }))(
  'the example of the event %s has every field and no other',
  (_name, { payload, example }) => {
    expect(payload.parse(example)).toEqual(example);
  },
);
