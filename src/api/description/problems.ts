import type { oas31 } from 'zod-openapi';
import { problemOf } from '../../contract/problem.ts';
import { type Code, STATUS_OF } from '../../contract/refusals.ts';
import { sentences } from '../../language/language.ts';
import { answerHeaders } from './answer-headers.ts';

const REASONS: Record<number, string> = {
  400: 'The request is not valid',
  401: 'The credential is missing or no good',
  402: 'There is not enough money',
  403: 'Not for this caller, or not yet',
  404: 'There is no such thing',
  409: 'It cannot be done as things stand',
  410: 'It is over',
  412: 'Somebody else was quicker',
  413: 'The body is too large',
  415: 'The body is no JSON',
  422: 'The idempotency key stands for another request',
  429: 'Too many requests',
  500: 'A fault of the service',
  503: 'Not available right now; try again',
};

const sentence = (code: Code) => sentences('en').refusals[code];

/** The answers of a call when it refuses, by status. Each names the codes it can carry. */
export function problemResponses(codes: readonly Code[]): Record<string, oas31.ResponseObject> {
  const byStatus = Map.groupBy(codes, (code) => STATUS_OF[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [`${status}`, problemResponse(status, group)]),
  );
}

function problemResponse(status: number, codes: Code[]): oas31.ResponseObject {
  const list = codes.map((code) => `- \`${code}\`: ${sentence(code)}`).join('\n');
  return {
    description: `${REASONS[status] ?? 'Refused'}:\n\n${list}`,
    headers: headersFor(status),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { status: { const: status }, code: { enum: codes } } },
          ],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

function headersFor(status: number): oas31.HeadersObject {
  if (status === 401) return answerHeaders('WWW-Authenticate');
  return status === 429 || status === 503 ? answerHeaders('Retry-After') : answerHeaders();
}

/** One example of each problem, for every place where it can occur. */
export const PROBLEM_EXAMPLES: Record<string, oas31.ExampleObject> = Object.fromEntries(
  (Object.keys(STATUS_OF) as Code[]).map((code) => [
    code,
    { summary: sentence(code), value: problemOf(code, 'en') },
  ]),
);
