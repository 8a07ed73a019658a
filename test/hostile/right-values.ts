import { referredName, type Schema } from '../api/description/document.ts';
import type { Chance } from './chance.ts';
import { Fields, type Json } from './json-text.ts';
import { DATES } from './names.ts';

export type Schemas = Record<string, Schema>;

/** What a field holds that is a thing of the stage, by the field's name. */
export type Things = (field: string, chance: Chance) => string | undefined;

/** Makes values that fit a schema, as far as a schema can say; small ones, so that what they ask for is soon done. */
export class RightValues {
  readonly #schemas: Schemas;
  readonly #things: Things;

  constructor(schemas: Schemas, things: Things) {
    this.#schemas = schemas;
    this.#things = things;
  }

  of(schema: Schema, chance: Chance, field = ''): Json {
    if (schema.$ref !== undefined) {
      return this.of(this.#schemas[referredName(schema.$ref)] ?? {}, chance, field);
    }
    if (schema.const !== undefined) return schema.const as Json;
    if (schema.enum !== undefined) return chance.pick(schema.enum) as Json;
    if (schema.anyOf !== undefined) return this.of(chance.pick(schema.anyOf), chance, field);
    const type = Array.isArray(schema.type) ? chance.pick(schema.type) : schema.type;
    if (type === 'object') return this.#object(schema, chance);
    if (type === 'array') {
      const least = schema.minItems ?? 0;
      const count = Math.min(least + chance.below(3), schema.maxItems ?? least + 2);
      return Array.from({ length: count }, () => this.of(schema.items ?? {}, chance, field));
    }
    if (type === 'integer' || type === 'number') {
      const least = schema.minimum ?? 0;
      return Math.min(least + chance.below(20), schema.maximum ?? Number.MAX_SAFE_INTEGER);
    }
    if (type === 'boolean') return chance.once(2);
    if (type === 'null') return null;
    return this.#text(schema, chance, field);
  }

  #object({ properties = {}, required = [], oneOf = [] }: Schema, chance: Chance): Fields {
    // Of fields that exclude each other, the one that is required together with the rest.
    const alternatives = oneOf.map((one) => one.required ?? []);
    const excluding = new Set(alternatives.flat());
    const wanted = new Set([...required, ...(alternatives.length === 0 ? [] : chance.pick(alternatives))]);
    const names = Object.keys(properties).filter(
      (name) => wanted.has(name) || (!excluding.has(name) && chance.once(3)),
    );
    return new Fields(names.map((name) => [name, this.of(properties[name] ?? {}, chance, name)]));
  }

  #text({ format, default: usual }: Schema, chance: Chance, field: string): string {
    const thing = this.#things(field, chance);
    if (thing !== undefined) return thing;
    if (format === 'date') return chance.pick(DATES);
    if (format === 'date-time') return `${chance.pick(DATES)}T${10 + chance.below(10)}:30:00Z`;
    if (typeof usual === 'string') return usual;
    return `words ${chance.below(1_000)}`;
  }
}
