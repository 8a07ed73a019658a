import type { core } from 'zod';

/** Takes out of a generated schema what says nothing: bounds of every number, patterns that a format names. */
export function tidySchema(jsonSchema: core.JSONSchema.BaseSchema): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
}

/** Answers may gain fields: a client must not take those of today for all there will ever be. */
export function leaveOpen(jsonSchema: core.JSONSchema.BaseSchema): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}
