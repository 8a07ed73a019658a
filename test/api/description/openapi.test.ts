import { describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { codesOf } from '../../../src/api/description/codes.ts';
import { openApi } from '../../../src/api/description/openapi.ts';
import { ROUTES } from '../../../src/api/routes.ts';
import { type Code, STATUS_OF } from '../../../src/contract/refusals.ts';
import { LANGUAGES } from '../../../src/language/language.ts';
import { callsOf, type HttpDocument } from './document.ts';
import { referencesIn, resolveIn } from './references.ts';

const document = JSON.parse(JSON.stringify(openApi(ROUTES))) as HttpDocument & { openapi: string };
const calls = callsOf(document);
const callOf = (method: string, path: string) => {
  const call = calls.find((candidate) => candidate.method === method && candidate.path === path);
  if (call === undefined) throw new Error(`${method} ${path} is not described`);
  return call;
};

test('it is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate({ ...structuredClone(document) });
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(validator.version).toBe('3.1');
});

test('every reference leads somewhere', () => {
  const references = referencesIn(document);
  expect(references.length).toBeGreaterThan(100);
  expect(references.filter((reference) => resolveIn(document, reference) === undefined)).toEqual([]);
});

test('every name of a call stays what it is: generated clients are made of them', () => {
  expect(calls.map(({ operationId }) => operationId)).toEqual(
    expect.arrayContaining([
      'createConcertToken',
      'getConcertToken',
      'deleteConcertToken',
      'getConcerts',
      'getConcert',
      'getConcertDates',
      'getConcertDateSeats',
      'createConcertReservation',
      'deleteConcertReservation',
      'createConcertPayment',
      'getReservations',
      'getReservation',
      'getWallet',
      'createWalletCharge',
      'getWalletEntries',
      'getRequest',
      'createAdminUser',
      'createAdminConcert',
      'updateAdminConcert',
      'getAdminConcertStats',
      'getAdminLedger',
    ]),
  );
  expect(new Set(calls.map(({ operationId }) => operationId)).size).toBe(calls.length);
});

const refusals = document.tags.find(({ name }) => name === 'Refusals')?.description ?? '';

test.each(Object.keys(STATUS_OF) as Code[])('%s is explained, where the type of a problem leads', (code) => {
  const [, explained = ''] = refusals.split(`### ${code}\n`);
  const [own] = explained.split('###');
  expect(own).toContain(`\`${STATUS_OF[code]}\``);
  for (const { refusals } of Object.values(LANGUAGES)) expect(own).toContain(refusals[code]);
});

test('answers may gain fields, bodies may not', () => {
  const { schemas } = document.components;
  expect(schemas.Held).not.toHaveProperty('additionalProperties');
  expect(schemas.CreateConcertReservationBody).toHaveProperty('additionalProperties', false);
});

test('of two fields that exclude each other exactly one is required', () => {
  expect(document.components.schemas.CreateConcertPaymentBody?.oneOf).toEqual([
    { required: ['reservationId'] },
    { required: ['reservationIds'] },
  ]);
});

describe.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_, route) => {
  const call = callOf(route.method, route.path);
  const references = call.parameters.flatMap((parameter) => ('$ref' in parameter ? [parameter.$ref] : []));

  test('names every code it can answer with, under its status', () => {
    for (const code of codesOf(route)) {
      const response = call.responses[STATUS_OF[code]];
      const { schema } = response?.content?.['application/problem+json'] ?? {};
      expect(schema?.allOf?.[1]?.properties?.code?.enum).toContain(code);
      expect(response?.description).toContain(`\`${code}\``);
    }
  });

  test('describes every success', () => {
    for (const [status, { schema }] of Object.entries(route.answers)) {
      if (status === '204') continue;
      const type = schema === undefined ? 'text/plain' : 'application/json';
      expect(call.responses[status]?.content?.[type]?.schema).toBeDefined();
    }
  });

  test('takes every parameter of its path', () => {
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name?.toLowerCase());
    for (const name of names) {
      expect(references.some((reference) => reference.toLowerCase().endsWith(`/${name}`))).toBe(true);
    }
  });

  test('takes an idempotency key when it writes, and a preference when the outcome can be awaited', () => {
    expect(references.includes('#/components/parameters/IdempotencyKey')).toBe(route.write !== undefined);
    expect(references.includes('#/components/parameters/Prefer')).toBe(route.write === 'lane');
    expect(call.responses['202'] !== undefined).toBe(route.write === 'lane');
  });

  test('says which credential opens it', () => {
    const schemes = call.security.flatMap((requirement) => Object.keys(requirement));
    const expected = {
      none: [],
      user: ['userIdentity', 'trustedUserId', 'queueToken'],
      identity: ['userIdentity', 'trustedUserId'],
      token: ['queueToken'],
      visitor: ['queueToken'],
      'seat-viewer': ['queueToken'],
      operator: ['operator', 'operatorSession'],
    };
    expect(schemes).toEqual(expected[route.credential]);
  });
});
