import type { oas31, ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { queuedAnswer } from '../../language/answers.ts';
import type { Route } from '../route.ts';
import { answerHeaders } from './answer-headers.ts';
import { codesOf, ownCodesOf } from './codes.ts';
import { EXAMPLES, QUEUED_EXAMPLE } from './examples.ts';
import { NOTES } from './notes.ts';
import { operationId } from './operation-id.ts';
import { parametersOf } from './parameters.ts';
import { problemResponses } from './problems.ts';
import { SECURITY, WHO_MAY_CALL } from './security.ts';

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
      NOTES[name],
      WHO_MAY_CALL[route.credential],
      route.write === 'lane' ? ASYNCHRONOUS : undefined,
    ]
      .filter((paragraph) => paragraph !== undefined)
      .join('\n\n'),
    security: SECURITY[route.credential],
    parameters: parametersOf(route),
    ...requestBody(route, EXAMPLES[name]?.body),
    responses: withProblems(successes(route, EXAMPLES[name]?.answers ?? {}), problemResponses(codes)),
    'x-codes': codes,
    'x-own-codes': ownCodesOf(route),
  };
}

function requestBody({ body }: Route, example: unknown): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if (body === undefined) return {};
  const json = { schema: body, ...(example === undefined ? {} : { example }) };
  // An absent body is an empty object.
  const required = !body.safeParse({}).success;
  return { requestBody: { required, content: { 'application/json': json } } };
}

function successes(
  route: Route,
  examples: Record<number, unknown>,
): Record<string, ZodOpenApiResponseObject> {
  const isLane = route.write === 'lane';
  const outcomes = Object.entries(route.answers).map(
    ([status, { description, schema }]): [string, ZodOpenApiResponseObject] => {
      const example = examples[Number(status)];
      const response: ZodOpenApiResponseObject = {
        description,
        headers: isLane
          ? answerHeaders('Location', 'Preference-Applied')
          : answerHeaders(...(route.tagged === true ? (['ETag'] as const) : [])),
        // A call without a schema answers text.
        content:
          schema === undefined
            ? { 'text/plain': { schema: { type: 'string' } } }
            : { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
      };
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
  content: { 'application/json': { schema: queuedAnswer, example: QUEUED_EXAMPLE } },
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
