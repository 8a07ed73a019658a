import { z } from 'zod';
import { IDEMPOTENCY_KEY_CHARACTERS, PREFER_WAIT_SECONDS } from '../../../config/limits.ts';
import type { Route } from '../../contract/call.ts';
import { PARAMS, paramsIn } from '../../contract/params.ts';

/** What may stand in a path, each described once. */
const IN_PATH = new Map(
  Object.entries(PARAMS).map(([name, { schema, description }]): [string, z.ZodType] => {
    const id = name.charAt(0).toUpperCase() + name.slice(1);
    return [name, schema.meta({ description, param: { in: 'path', name, id } })];
  }),
);

const inHeader = (name: string, schema: z.ZodType, meta: { description: string; examples: string[] }) =>
  schema.optional().meta({
    description: meta.description,
    examples: meta.examples,
    param: { in: 'header', name, id: name.replaceAll('-', '') },
  });

const ACCEPT_LANGUAGE = inHeader('Accept-Language', z.string(), {
  description: 'The language of sentences for people: `ko` (the default) or `en`.',
  examples: ['ko', 'en'],
});

const CORRELATION_ID = inHeader('X-Correlation-Id', z.string().regex(/^[\w.:-]{1,128}$/), {
  description: 'Your own name for this request in the logs. The answer repeats it; without one it gets one.',
  examples: ['checkout-7f3a'],
});

const IDEMPOTENCY_KEY = inHeader(
  'Idempotency-Key',
  z
    .string()
    .min(1)
    .max(IDEMPOTENCY_KEY_CHARACTERS)
    .regex(/^[\x20-\x7e]+$/),
  {
    description:
      'The same key with the same method, path and body answers the first outcome and performs nothing twice. Kept for at least 24 hours.',
    examples: ['3c0ed2a4-4f0b-4a43-8a3c-0a4f1d8f5f1b'],
  },
);

const PREFER = inHeader('Prefer', z.string(), {
  description: `\`wait=N\` answers the outcome itself if it is known within N seconds, 1 to ${PREFER_WAIT_SECONDS}.`,
  examples: ['wait=10'],
});

const IF_NONE_MATCH = inHeader('If-None-Match', z.string(), {
  description:
    'The `ETag` of the answer that the client has: while it is still the same the answer is `304`.',
  examples: ['"2jmj7l5rSw0yVb_vlWAYkK_YBwk"'],
});

const IF_MATCH = inHeader('If-Match', z.string(), {
  description:
    'The `ETag` of what the client has seen: when somebody has changed it since, nothing is done and the answer is `412 CHANGED_MEANWHILE`.',
  examples: ['"7"'],
});

/** What a call takes beside its body. */
export function parametersOf(route: Route): z.ZodType[] {
  const inItsPath = paramsIn(route.path).flatMap((name) => IN_PATH.get(name) ?? []);
  const inItsQuery = Object.entries<z.ZodType>(route.query?.shape ?? {}).map(([name, schema]) =>
    schema.meta({ ...schema.meta(), param: { in: 'query', name } }),
  );
  return [
    ...inItsPath,
    ...inItsQuery,
    ...(route.write === undefined ? [] : [IDEMPOTENCY_KEY]),
    ...(route.write === 'lane' ? [PREFER] : []),
    ...(route.tagged === true ? [IF_NONE_MATCH] : []),
    ...(route.guarded === true && route.method !== 'get' ? [IF_MATCH] : []),
    ACCEPT_LANGUAGE,
    CORRELATION_ID,
  ];
}
