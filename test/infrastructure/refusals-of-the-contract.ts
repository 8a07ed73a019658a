import { expect } from '@jest/globals';
import type { Answer } from './call.ts';
import { type ContractCode, REFUSALS } from './contract-table.ts';

export { type ContractCode, REFUSALS };

/** The problem as the contract's table has it, for `toMatchObject`. */
export function problem(code: ContractCode, language: 'ko' | 'en' = 'ko') {
  const [status, ko, en] = REFUSALS[code];
  return { status, code, detail: language === 'ko' ? ko : en };
}

/** The answer is that refusal: RFC 9457, the contract's status and its exact sentence in that language. */
export function expectRefused(answer: Answer, code: ContractCode, language: 'ko' | 'en' = 'ko'): void {
  const expected = problem(code, language);
  expect({ status: answer.status, body: answer.body }).toEqual({
    status: expected.status,
    body: expect.objectContaining({ ...expected, type: expect.any(String), title: expect.any(String) }),
  });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json(;|$)/);
  expect(answer.headers.get('content-language')).toBe(language);
}
