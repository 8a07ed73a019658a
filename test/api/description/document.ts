/** What the tests read of a JSON Schema. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: Schema;
}

export interface Media {
  schema?: Schema;
  example?: unknown;
}

export interface Response {
  description: string;
  content?: Record<string, Media>;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: Record<string, string[]>[];
  parameters: (Parameter | { $ref: string })[];
  requestBody?: { required: boolean; content: Record<string, Media> };
  responses: Record<string, Response>;
  'x-codes': string[];
  'x-own-codes': string[];
}

/** What the tests read of the description of HTTP. */
export interface HttpDocument {
  info: { version: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; parameters: Record<string, Parameter> };
}

/** What the tests read of the description of the socket. */
export interface SocketDocument {
  operations: Record<string, { action: string; summary: string; messages: { $ref: string }[] }>;
  components: {
    schemas: Record<string, Schema>;
    messages: Record<
      string,
      {
        name: string;
        summary: string;
        description: string;
        payload: Schema;
        examples: { payload: unknown }[];
      }
    >;
  };
}

/** One call, with where it is found. */
export interface Call extends Operation {
  method: string;
  path: string;
}

export const callsOf = ({ paths }: HttpDocument): Call[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ ...operation, method, path })),
  );

/** The last part of a reference: the name of what it refers to. */
export const referredName = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);
