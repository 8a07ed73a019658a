import type { oas31 } from 'zod-openapi';

const ANSWER_HEADERS = {
  'Content-Language': {
    description: 'The language of the sentences in the body.',
    schema: { type: 'string', enum: ['ko', 'en'] },
  },
  'X-Correlation-Id': {
    description: 'What this request is called in the logs.',
    schema: { type: 'string' },
  },
  'WWW-Authenticate': {
    description: 'The scheme that would be accepted.',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'Seconds after which it is worth trying again.',
    schema: { type: 'integer' },
  },
  Location: {
    description: 'The path of the request, or of what was created.',
    schema: { type: 'string' },
  },
  'Preference-Applied': {
    description: 'Which preference was followed, for example `wait=10`.',
    schema: { type: 'string' },
  },
  ETag: {
    description: 'Changes exactly when the body does, and is the same in every process.',
    schema: { type: 'string' },
  },
} as const satisfies Record<string, oas31.HeaderObject>;

type AnswerHeader = keyof typeof ANSWER_HEADERS;

const componentName = (header: string) => header.replaceAll('-', '');

export const HEADER_COMPONENTS: Record<string, oas31.HeaderObject> = Object.fromEntries(
  Object.entries(ANSWER_HEADERS).map(([name, header]) => [componentName(name), header]),
);

/** What every answer carries, and the given headers. */
export const answerHeaders = (...more: AnswerHeader[]): oas31.HeadersObject =>
  Object.fromEntries(
    (['Content-Language', 'X-Correlation-Id', ...more] as const).map((name) => [
      name,
      { $ref: `#/components/headers/${componentName(name)}` },
    ]),
  );
