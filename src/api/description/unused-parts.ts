import type { OpenApiDocument } from './openapi.ts';

const REFERENCE = /"\$ref":"#\/components\/(\w+)\/([^"]+)"/g;

/** Takes out what nothing refers to, and then what was referred to by that alone. Changes the document. */
export function dropUnusedParts(document: OpenApiDocument): OpenApiDocument {
  for (let dropped = true; dropped; ) {
    dropped = false;
    const used = new Set(
      [...JSON.stringify(document).matchAll(REFERENCE)].map(([, part, name]) => `${part}/${name}`),
    );
    for (const part of ['schemas', 'headers', 'examples'] as const) {
      for (const name of Object.keys(document.components?.[part] ?? {})) {
        if (used.has(`${part}/${name}`)) continue;
        delete document.components?.[part]?.[name];
        dropped = true;
      }
    }
  }
  return document;
}
