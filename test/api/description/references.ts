/** Every `$ref` of a document. */
export function referencesIn(document: unknown): string[] {
  if (Array.isArray(document)) return document.flatMap(referencesIn);
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : referencesIn(value),
  );
}

/** What a reference inside the same document leads to; undefined when it leads nowhere. */
export function resolveIn(document: unknown, reference: string): unknown {
  let found = document;
  for (const part of reference.replace(/^#\//, '').split('/')) {
    if (typeof found !== 'object' || found === null) return undefined;
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
