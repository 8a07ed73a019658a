import { randomInt } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { asyncApi } from '../../src/api/description/asyncapi.ts';
import { openApi } from '../../src/api/description/openapi.ts';
import { ROUTES } from '../../src/api/routes.ts';
import { caseOf } from './case.ts';
import { described } from './described.ts';
import type { Reply } from './exchange.ts';
import { fuzz } from './fuzz.ts';
import type { HttpCase } from './http-case.ts';
import { report } from './report.ts';
import { faultIn } from './verdict.ts';

const CASES = 1_000;

test('whatever comes in, every answer is one that was declared, and nothing breaks', async () => {
  const seed = randomInt(2 ** 31);
  const { text, faults } = report(seed, await fuzz({ seed, cases: CASES }));
  process.stdout.write(`hostile input, seed ${seed}\n${text}`);
  expect(faults).toEqual([]);
}, 90_000);

/** The descriptions as the service makes them. */
const documents = described(
  JSON.parse(JSON.stringify(openApi(ROUTES))),
  JSON.parse(JSON.stringify(asyncApi())),
);

test('a case is what its seed and its number make it', () => {
  const some = (seed: number) => Array.from({ length: 200 }, (_, index) => caseOf(documents, seed, index));
  expect(some(7)).toEqual(some(7));
  expect(some(7)).not.toEqual(some(8));
  const targets = some(7).map((made) => (made.kind === 'http' ? `${made.method} ${made.target}` : made.kind));
  expect(new Set(targets).size).toBeGreaterThan(100);
});

test('a wrong answer is found', () => {
  const asked: HttpCase = {
    ...{ kind: 'http', method: 'GET', target: '/v1/wallet', headers: [], body: null, damage: null },
    ...{ rough: false, hangsUp: false },
  };
  const refused = (code: string, status: number, more: Partial<Reply> = {}): Reply => ({
    status,
    headers: { 'content-type': 'application/problem+json', 'content-language': 'ko' },
    body: Buffer.from(JSON.stringify({ type: '/docs', title: 'No', detail: 'No', status, code })),
    ...more,
  });
  const judged = (reply: Reply, made = asked) => faultIn(documents, made, 100, reply);
  expect(judged(refused('UNAUTHENTICATED', 401))).toBeNull();
  expect(judged(refused('BALANCE_UNAVAILABLE', 503))).toBeNull();
  expect(judged(refused('SEATS_UNAVAILABLE', 503))).toBe('SEATS_UNAVAILABLE is not declared');
  expect(judged(refused('INTERNAL_ERROR', 500))).toBe('INTERNAL_ERROR');
  expect(judged(refused('UNAUTHENTICATED', 403))).toBe('UNAUTHENTICATED with status 403');
  expect(judged(refused('UNAUTHENTICATED', 401, { headers: {} }))).toMatch('without a problem');
  expect(judged(refused('UNAUTHENTICATED', 401, { body: Buffer.from('{') }))).toBe('the problem is no JSON');
  expect(
    judged({ status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('x') }),
  ).toBe('the body is no JSON');
  expect(judged({ status: 201, headers: {}, body: Buffer.alloc(0) })).toBe('status 201 is not described');
  const nothing = { status: 0, headers: {}, body: Buffer.alloc(0) };
  expect(judged(nothing)).toBe('the connection was closed without an answer');
  expect(judged(nothing, { ...asked, rough: true })).toBeNull();
});
