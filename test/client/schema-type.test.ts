import { expect, test } from '@jest/globals';
import { type Schema, typeOf } from '../../client/generator/schema-type.ts';

const asOneLine = (schema: Schema) => typeOf(schema).replace(/\s+/g, ' ');

test.each<[string, Schema, string]>([
  ['a text', { type: 'string' }, 'string'],
  ['a whole number', { type: 'integer' }, 'number'],
  ['one value', { const: 'HELD', type: 'string' }, '"HELD"'],
  ['some values', { type: 'string', enum: ['ko', 'en'] }, '"ko" | "en"'],
  ['a reference', { $ref: '#/components/schemas/Paid' }, 'Paid'],
  ['something or nothing', { anyOf: [{ type: 'integer' }, { type: 'null' }] }, '(number | null)'],
  ['the same by two types', { type: ['string', 'null'] }, '(string | null)'],
  ['a list', { type: 'array', items: { type: 'string' } }, '(string)[]'],
  ['anything', { description: 'Whatever' }, 'unknown'],
  ['fields that nobody knows', { type: 'object', additionalProperties: {} }, 'Record<string, unknown>'],
  [
    'fields, of which one may be missing',
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'boolean' } }, required: ['a'] },
    '{ a: string; b?: boolean; }',
  ],
  [
    'exactly one of two fields',
    {
      type: 'object',
      properties: { date: { type: 'string' }, a: { type: 'string' }, b: { type: 'string' } },
      required: ['date'],
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
    },
    '{ date: string; } & ({ a: string; b?: never } | { a?: never; b: string })',
  ],
])('%s has its type', (_, schema, type) => {
  expect(asOneLine(schema)).toBe(type);
});

test('a schema that has no type yet is not passed over', () => {
  expect(() => typeOf({ type: 'file' })).toThrow('no type for {"type":"file"}');
});
