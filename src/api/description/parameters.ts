import { z } from 'zod';
import { IDEMPOTENCY_KEY_CHARACTERS, PREFER_WAIT_SECONDS } from '../../../config/limits.ts';
import type { Route } from '../route.ts';

const inPath = (name: string, schema: z.ZodType, description: string) =>
  schema.meta({
    description,
    param: { in: 'path', name, id: name.charAt(0).toUpperCase() + name.slice(1) },
  });

const PATH_PARAMETERS: Record<string, z.ZodType> = {
  concertId: inPath('concertId', z.guid(), 'The concert'),
  date: inPath('date', z.iso.date(), 'The calendar date at the venue'),
  reservationId: inPath('reservationId', z.guid(), 'The reservation'),
  requestId: inPath('requestId', z.guid(), 'The request, as the `202` named it'),
};

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

/** What a call takes beside its body. */
export function parametersOf(route: Route): z.ZodType[] {
  const inItsPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(
    ([, name = '']) => PATH_PARAMETERS[name] ?? inPath(name, z.guid(), ''),
  );
  const inItsQuery = Object.entries(route.query ?? {}).map(([name, { description, schema }]) =>
    schema.optional().meta({ description, param: { in: 'query', name } }),
  );
  return [
    ...inItsPath,
    ...inItsQuery,
    ...(route.write === undefined ? [] : [IDEMPOTENCY_KEY]),
    ...(route.write === 'lane' ? [PREFER] : []),
    ...(route.tagged === true ? [IF_NONE_MATCH] : []),
    ACCEPT_LANGUAGE,
    CORRELATION_ID,
  ];
}
