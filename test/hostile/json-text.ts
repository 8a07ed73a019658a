/** An object of JSON as it is written: a name may come twice, and no name means anything to JavaScript. */
export class Fields {
  readonly entries: [name: string, value: Json][];

  constructor(entries: [name: string, value: Json][]) {
    this.entries = entries;
  }
}

/** A piece of text that stands in the JSON as it is, whether it is JSON or not. */
export class Verbatim {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Json = string | number | boolean | null | Json[] | Fields | Verbatim;

export function jsonText(value: Json): string {
  if (value instanceof Verbatim) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (value instanceof Fields) {
    return `{${value.entries.map(([name, inner]) => `${JSON.stringify(name)}:${jsonText(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
