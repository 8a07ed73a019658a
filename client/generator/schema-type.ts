/** What the generator reads of a JSON Schema. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
}

const PRIMITIVES: Record<string, string> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** The last part of a reference: the name of what it refers to. */
export const referredName = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

/** A description becomes what an editor shows. */
export const comment = (text: string | undefined): string =>
  text === undefined ? '' : `/** ${text.replaceAll('*/', '* /').replaceAll('\n', ' ')} */\n`;

const union = (types: string[]): string => [...new Set(types)].join(' | ');

/** The TypeScript type of a schema. Throws at what no schema of the service says yet. */
export function typeOf(schema: Schema): string {
  const { $ref, anyOf, allOf, enum: values, const: value, type } = schema;
  if ($ref !== undefined) return referredName($ref);
  if (value !== undefined) return JSON.stringify(value);
  if (values !== undefined) return union(values.map((one) => JSON.stringify(one)));
  if (anyOf !== undefined) return `(${union(anyOf.map(typeOf))})`;
  if (allOf !== undefined) return `(${allOf.map(typeOf).join(' & ')})`;
  if (Array.isArray(type)) return `(${union(type.map((one) => typeOf({ ...schema, type: one })))})`;
  if (type === 'array') return `(${typeOf(schema.items ?? {})})[]`;
  if (type === 'object') return objectType(schema);
  if (type === undefined && Object.keys(schema).every((key) => key === 'description')) return 'unknown';
  const primitive = PRIMITIVES[type ?? ''];
  if (primitive === undefined) throw new Error(`no type for ${JSON.stringify(schema)}`);
  return primitive;
}

/** Whether it is written as an interface: nothing but named fields. */
export const isPlainObject = ({ type, properties, oneOf, $ref }: Schema): boolean =>
  type === 'object' && properties !== undefined && oneOf === undefined && $ref === undefined;

function objectType(schema: Schema): string {
  const { properties, additionalProperties, oneOf } = schema;
  if (properties === undefined) {
    return `Record<string, ${typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'}>`;
  }
  if (oneOf === undefined) return fieldsOf(schema);
  const either = oneOf.flatMap(({ required = [] }) => required);
  const others = Object.entries(properties).filter(([name]) => !either.includes(name));
  const rest = fieldsOf({ ...schema, properties: Object.fromEntries(others) });
  const choices = either.map((chosen) => {
    const fields = either.map((name) =>
      name === chosen
        ? `${comment(properties[name]?.description)}${name}: ${typeOf(properties[name] ?? {})}`
        : `${name}?: never`,
    );
    return `{ ${fields.join(';\n')} }`;
  });
  return others.length === 0 ? union(choices) : `${rest} & (${union(choices)})`;
}

/** The fields of an object, between braces. */
export function fieldsOf({ properties = {}, required = [] }: Schema): string {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?';
    return `${comment(schema.description)}${name}${mark}: ${typeOf(schema)};`;
  });
  return `{\n${fields.join('\n')}\n}`;
}
