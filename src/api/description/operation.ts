import { z } from 'zod';
import type { oas31, ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi';
import type { Route } from '../../contract/call.ts';
import { givenId } from '../../contract/fields.ts';
import { answerHeaders } from './answer-headers.ts';
import { codesOf, ownCodesOf } from './codes.ts';
import { operationId } from './operation-id.ts';
import { parametersOf } from './parameters.ts';
import { problemResponses } from './problems.ts';
import { SECURITY, WHO_MAY_CALL } from './security.ts';

const queuedAnswer = z.object({ requestId: givenId, status: z.literal('queued') }).meta({ id: 'Queued' });

const ASYNCHRONOUS =
  'Asynchronous: the answer is `202` and the outcome follows over the socket and at `Location`; with `Prefer: wait=N` the answer is the outcome itself.';

/** One call as OpenAPI describes it. */
export function operationOf(route: Route): ZodOpenApiOperationObject {
  const name = operationId(route);
  const codes = codesOf(route);
  return {
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    description: [
      route.notes,
      WHO_MAY_CALL[route.credential],
      route.write === 'lane' ? ASYNCHRONOUS : undefined,
    ]
      .filter((paragraph) => paragraph !== undefined)
      .join('\n\n'),
    security: SECURITY[route.credential],
    parameters: parametersOf(route),
    ...requestBody(route),
    responses: withProblems(successes(route), problemResponses(codes)),
    'x-codes': codes,
    'x-own-codes': ownCodesOf(route),
  };
}

function requestBody({ body, example }: Route): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if (body === undefined) return {};
  const json = { schema: body, ...(example === undefined ? {} : { example }) };
  // An absent body is an empty object.
  const required = !body.safeParse({}).success;
  return { requestBody: { required, content: { 'application/json': json } } };
}

function successes(route: Route): Record<string, ZodOpenApiResponseObject> {
  const isLane = route.write === 'lane';
  const outcomes = Object.entries(route.answers).map(
    ([status, { description, schema, example }]): [string, ZodOpenApiResponseObject] => {
      const response: ZodOpenApiResponseObject = {
        description,
        headers: isLane
          ? answerHeaders('Location', 'Preference-Applied')
          : answerHeaders(...(route.tagged === true || route.guarded === true ? (['ETag'] as const) : [])),
      };
      // 204 has no content; any other call without a schema answers text.
      if (schema !== undefined)
        response.content = { 'application/json': { schema, ...(example === undefined ? {} : { example }) } };
      else if (status !== '204') response.content = { 'text/plain': { schema: { type: 'string' } } };
      return [status, response];
    },
  );
  if (isLane) outcomes.push(['202', QUEUED]);
  if (route.tagged === true) outcomes.push(['304', UNCHANGED]);
  return Object.fromEntries(outcomes);
}

const UNCHANGED: ZodOpenApiResponseObject = {
  description: 'The client has it already: nothing has changed since the answer whose `ETag` it named',
  headers: answerHeaders('ETag'),
};

const QUEUED: ZodOpenApiResponseObject = {
  description:
    'Accepted: it will be decided, in the order of arrival, and `Location` is where to read the outcome',
  headers: answerHeaders('Location', 'Preference-Applied'),
  content: {
    'application/json': {
      schema: queuedAnswer,
      example: { requestId: '0192f0c1-79ff-7b12-a4c0-6d3e1f8a2b57', status: 'queued' },
    },
  },
  links: {
    outcome: {
      operationId: 'getRequest',
      parameters: { requestId: '$response.body#/requestId' },
      description: 'What became of the request',
    },
  },
};

/** A status that is both an answer and a problem says so by its media type. */
function withProblems(
  answers: Record<string, ZodOpenApiResponseObject>,
  problems: Record<string, oas31.ResponseObject>,
): Record<string, ZodOpenApiResponseObject> {
  const all = { ...answers } as Record<string, ZodOpenApiResponseObject>;
  for (const [status, problem] of Object.entries(problems)) {
    const answer = all[status];
    all[status] =
      answer === undefined
        ? (problem as ZodOpenApiResponseObject)
        : {
            description: `${answer.description}\n\nOr a problem. ${problem.description}`,
            headers: { ...answer.headers, ...problem.headers },
            content: { ...answer.content, ...problem.content } as ZodOpenApiResponseObject['content'],
          };
  }
  return all;
}
