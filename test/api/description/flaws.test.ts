import { describe, expect, test } from '@jest/globals';
import { asyncApi } from '../../../src/api/description/asyncapi.ts';
import { openApi } from '../../../src/api/description/openapi.ts';
import { ROUTES } from '../../../src/api/routes.ts';
import { KINDS } from '../../../src/on-sale.ts';
import { callsOf, type HttpDocument } from './document.ts';
import { referencesIn } from './references.ts';

const http = JSON.parse(JSON.stringify(openApi(ROUTES)));
const live = JSON.parse(JSON.stringify(asyncApi()));

describe.each([
  ['OpenAPI', http],
  ['AsyncAPI', live],
])('%s', (_name, document) => {
  test('says whom to ask, and under which licence it may be used', () => {
    expect(document.info.contact.name).not.toBe('');
    expect(document.info.license.name).not.toBe('');
  });

  test('has no part that nothing refers to', () => {
    const referred = new Set(referencesIn(document));
    const unused = Object.entries<Record<string, unknown>>(document.components).flatMap(([part, named]) =>
      Object.keys(named)
        .map((name) => `#/components/${part}/${name}`)
        // Those are named, not referred to.
        .filter((path) => part !== 'securitySchemes' && !referred.has(path)),
    );
    expect(referred.size).toBeGreaterThan(10);
    expect(unused).toEqual([]);
  });
});

test('an answer without content has none', () => {
  const answers = callsOf(http as HttpDocument).flatMap(({ responses }) => Object.entries(responses));
  const empty = answers.filter(([status]) => status === '204');
  expect(empty.length).toBeGreaterThan(0);
  expect(empty.filter(([, answer]) => 'content' in (answer as object))).toEqual([]);
});

test('of each kind of request it is said what its result is', () => {
  const { oneOf, anyOf } = http.components.schemas.Request;
  const said = (oneOf ?? anyOf)
    .map(({ $ref }: { $ref?: string }) => http.components.schemas[$ref?.split('/').at(-1) ?? ''])
    .filter((schema: { properties?: { result?: unknown } } | undefined) => schema?.properties?.result)
    .map(({ properties }: { properties: { kind: { const: string }; result: unknown } }) => [
      properties.kind.const,
      properties.result,
    ]);
  expect(said.map(([kind]: [string]) => kind)).toEqual(KINDS.map(({ name }) => name));
  for (const [, result] of said)
    expect(result).toEqual({ $ref: expect.stringMatching(/^#\/components\/schemas\//) });
});
