import type { ZodType } from 'zod';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Route } from '../../contract/call.ts';
import { API_VERSION, CONTACT, LICENSE, SUMMARY } from './about.ts';
import { HEADER_COMPONENTS } from './answer-headers.ts';
import { INTRODUCTION } from './introduction.ts';
import { operationOf } from './operation.ts';
import { operationId } from './operation-id.ts';
import { PROBLEM_EXAMPLES } from './problems.ts';
import { REFUSALS } from './refusals.ts';
import { SECURITY_SCHEMES } from './security.ts';
import { leaveOpen, tidySchema } from './tidy-schema.ts';
import { dropUnusedParts } from './unused-parts.ts';

const TAGS: Record<Route['tag'], string> = {
  'Waiting room': 'A place in the line of a concert: joining, standing, leaving.',
  Concerts: 'What is on sale: concerts, their dates, and every seat of a date.',
  Reservations: 'Holding seats, giving them back, paying for them.',
  Wallet: 'The money that seats are paid with.',
  Requests: 'What became of a write that was answered with `202`.',
  Operators: 'Building a sale and watching it.',
  Service: 'For supervisors, load balancers and Prometheus.',
};

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** The HTTP side in OpenAPI 3.1, made of the routes that serve it and the schemas that validate it. */
export function openApi(routes: readonly Route[]): OpenApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  }
  const used = new Set(routes.map(({ tag }) => tag));
  const document = createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Frontrow',
        version: API_VERSION,
        summary: SUMMARY,
        description: INTRODUCTION,
        contact: CONTACT,
        license: LICENSE,
      },
      servers: [{ url: '/', description: 'This server' }],
      tags: [
        ...Object.entries(TAGS).flatMap(([name, description]) =>
          used.has(name as Route['tag']) ? [{ name, description }] : [],
        ),
        { name: 'Refusals', description: REFUSALS },
      ],
      paths,
      components: {
        schemas: bodySchemas(routes),
        headers: HEADER_COMPONENTS,
        examples: PROBLEM_EXAMPLES,
        securitySchemes: SECURITY_SCHEMES,
      },
    },
    {
      override({ jsonSchema, io }) {
        tidySchema(jsonSchema);
        if (io === 'output') leaveOpen(jsonSchema);
      },
    },
  );
  return dropUnusedParts(document);
}

/** What the calls take, each named after its call. */
const bodySchemas = (routes: readonly Route[]): Record<string, ZodType> =>
  Object.fromEntries(
    routes.flatMap((route) => {
      const name = operationId(route);
      return route.body === undefined
        ? []
        : [[`${name.charAt(0).toUpperCase()}${name.slice(1)}Body`, route.body]];
    }),
  );
