import type { core } from 'zod';

/** Takes out of a generated schema what says nothing: bounds of every number, patterns that a format names. */
export function tidySchema(jsonSchema: core.JSONSchema.BaseSchema): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  // Of a body that takes exactly one of two fields; the types of a schema cannot say it.
  if (Array.isArray(jsonSchema.either)) {
    jsonSchema.oneOf = jsonSchema.either.map((field: string) => ({ required: [field] }));
    delete jsonSchema.either;
  }
}

/** Answers may gain fields: a client must not take those of today for all there will ever be. */
export function leaveOpen(jsonSchema: core.JSONSchema.BaseSchema): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}
