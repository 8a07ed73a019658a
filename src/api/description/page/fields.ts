import type { Schema } from './document.ts';
import { referredName } from './document.ts';
import { type Content, html, prose } from './html.ts';

/** How a table of fields finds what a schema refers to. */
export interface SchemaBook {
  schemas: Record<string, Schema>;
  /** Where a schema is explained already; it is linked instead of told again. */
  explainedAt: (name: string) => string | undefined;
}

interface Field {
  name: string;
  depth: number;
  required: boolean;
  schema: Schema;
}

const DEEPEST = 4;
const FORMATS: Record<string, string> = { uuid: 'UUID', date: 'date', 'date-time': 'time' };
const number = new Intl.NumberFormat('en-US');

/** Of what is sent one must know what has to be there; of what comes back, what may be missing. */
export type Direction = 'sent' | 'answered';

/** A table of every field of an object, those inside of it indented below. */
export function fieldTable(schema: Schema, caption: string, direction: Direction, book: SchemaBook): Content {
  const shape = resolved(schema, book);
  const forms = shape.anyOf;
  if (forms !== undefined) {
    return forms.map((form, index) => [
      html`<p class="note">${index === 0 ? 'Either' : 'or'}</p>`,
      fieldTable(form, `${caption}, form ${index + 1} of ${forms.length}`, direction, book),
    ]);
  }
  const fields = fieldsOf(shape, 0, book);
  if (fields.length === 0) return html`<p class="quiet">No fields.</p>`;
  return html`<table class="fields" role="table">
<caption class="unseen">${caption}</caption>
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Field</th><th scope="col" role="columnheader">Type and meaning</th></tr></thead>
<tbody role="rowgroup">${fields.map((field) => fieldRow(field, direction, book))}</tbody>
</table>${eitherNote(shape)}`;
}

function fieldRow({ name, depth, required, schema }: Field, direction: Direction, book: SchemaBook): Content {
  const meaning = schema.description ?? resolved(schema, book).description;
  const facts = [presence(required, direction), ...limitsOf(schema, book)].filter((fact) => fact !== null);
  return html`<tr role="row" class="depth-${depth}"><th scope="row" role="rowheader"><code class="name">${name}</code></th><td role="cell"><span class="type">${typeOf(schema, book)}</span>${facts.map((fact) => html` <span class="fact">${fact}</span>`)}${meaning !== undefined && html`<p>${prose(meaning)}</p>`}</td></tr>
`;
}

function presence(required: boolean, direction: Direction): Content {
  if (direction === 'answered') return required ? null : 'may be absent';
  return required ? html`<strong class="required">required</strong>` : 'optional';
}

function fieldsOf(schema: Schema, depth: number, book: SchemaBook): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const field = { name, depth, schema: property, required: schema.required?.includes(name) ?? false };
    const inside = depth < DEEPEST ? insideOf(property, book) : undefined;
    return [field, ...(inside === undefined ? [] : fieldsOf(inside, depth + 1, book))];
  });
}

/** The object whose fields stand below a field, if it has any that are not told elsewhere. */
function insideOf(schema: Schema, book: SchemaBook): Schema | undefined {
  if (linkTo(schema, book) !== undefined) return undefined;
  const shape = resolved(schema, book);
  if (shape.items !== undefined) return insideOf(shape.items, book);
  const forms = shape.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  if (forms.length === 1 && forms[0] !== undefined) return insideOf(forms[0], book);
  return shape.properties === undefined ? undefined : shape;
}

function typeOf(schema: Schema, book: SchemaBook): Content {
  const link = linkTo(schema, book);
  if (link !== undefined) return html`<a href="${link.to}">${link.name}</a>`;
  const shape = resolved(schema, book);
  if (shape.anyOf !== undefined) {
    return shape.anyOf.map((form, index) => [index > 0 && ' or ', typeOf(form, book)]);
  }
  if (shape.items !== undefined) return ['list of ', plural(typeOf(shape.items, book))];
  if (shape.const !== undefined) return html`<code>${JSON.stringify(shape.const)}</code>`;
  const name = FORMATS[shape.format ?? ''] ?? shape.type ?? 'any';
  return typeof name === 'string' ? name : name.join(' or ');
}

const plural = (type: Content): Content => (typeof type === 'string' ? `${type}s` : type);

function limitsOf(schema: Schema, book: SchemaBook): Content[] {
  const shape = withoutNull(resolved(schema, book), book);
  return [
    shape.enum?.map((value, index) => [index > 0 && ' ', html`<code>${String(value)}</code>`]),
    range(shape.minimum, shape.maximum, ''),
    range(shape.minLength, shape.maxLength, ' characters'),
    range(shape.minItems, shape.maxItems, ' items'),
    shape.default !== undefined && ['default ', html`<code>${JSON.stringify(shape.default)}</code>`],
  ].filter((limit) => limit !== undefined && limit !== false);
}

function range(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  if (least !== undefined && most !== undefined)
    return `${number.format(least)} to ${number.format(most)}${unit}`;
  if (most !== undefined) return `at most ${number.format(most)}${unit}`;
  return least === undefined ? undefined : `at least ${number.format(least)}${unit}`;
}

function withoutNull(shape: Schema, book: SchemaBook): Schema {
  const forms = shape.anyOf?.filter(({ type }) => type !== 'null');
  const only = forms?.length === 1 ? forms[0] : undefined;
  return only === undefined ? shape : { ...resolved(only, book), default: shape.default };
}

const nameIn = ({ $ref, allOf }: Schema): string | undefined => {
  const reference = $ref ?? (allOf?.length === 1 ? allOf[0]?.$ref : undefined);
  return reference === undefined ? undefined : referredName(reference);
};

function linkTo(schema: Schema, book: SchemaBook): { name: string; to: string } | undefined {
  const name = nameIn(schema);
  const to = name === undefined ? undefined : book.explainedAt(name);
  return name === undefined || to === undefined ? undefined : { name, to };
}

function resolved(schema: Schema, book: SchemaBook): Schema {
  const name = nameIn(schema);
  return (name === undefined ? undefined : book.schemas[name]) ?? schema;
}

/** Which of two fields is to be given, where only one may be. */
function eitherNote({ oneOf }: Schema): Content {
  const names = oneOf?.flatMap(({ required }) => required ?? []) ?? [];
  if (names.length === 0) return null;
  const list = names.map((name, index) => [index > 0 && ' and ', html`<code>${name}</code>`]);
  return html`<p class="note">Exactly one of ${list} is required.</p>`;
}
