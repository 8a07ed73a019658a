import type { z } from 'zod';
import type { FieldFault } from '../contract/refusals.ts';
import type { Sentences } from '../language/en.ts';
import { type Language, sentences } from '../language/language.ts';

/** An RFC 6901 pointer: `~` and `/` inside a name are written `~0` and `~1`. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What a schema found wrong, each with a pointer, in the reader's language. */
export function fieldFaults(
  issues: readonly z.core.$ZodIssue[],
  body: unknown,
  language: Language,
): FieldFault[] {
  const { faults } = sentences(language);
  return issues.flatMap((issue): FieldFault[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: pointerTo([...issue.path, key]),
        detail: faults.unknown(),
      }));
    }
    if (issue.code === 'invalid_union') {
      // Of several forms, the one that came nearest says what is wrong.
      const nearest = issue.errors.toSorted((a, b) => a.length - b.length)[0] ?? [];
      const inner = nearest.map((found) => ({ ...found, path: [...issue.path, ...found.path] }));
      return inner.length === 0
        ? [{ pointer: pointerTo(issue.path), detail: faults.value() }]
        : fieldFaults(inner as z.core.$ZodIssue[], body, language);
    }
    return [{ pointer: pointerTo(issue.path), detail: describe(issue, valueAt(body, issue.path), faults) }];
  });
}

function describe(issue: z.core.$ZodIssue, value: unknown, faults: Sentences['faults']): string {
  if (value === undefined && issue.code !== 'custom') return faults.missing();
  switch (issue.code) {
    case 'invalid_type':
      return faults.type({ expected: issue.expected });
    case 'too_small':
      return faults.tooSmall({ minimum: Number(issue.minimum) });
    case 'too_big':
      return faults.tooBig({ maximum: Number(issue.maximum) });
    case 'invalid_format':
      return faults.format({ format: issue.format });
    case 'custom': {
      // A rule that a schema's own words cannot say carries its fault's name as the message.
      if (isNamed(issue.message)) return faults[issue.message]();
      if (issue.message === 'either') return faults.either(issue.params as { one: string; many: string });
      return faults.value();
    }
    default:
      return faults.value();
  }
}

const NAMED = ['duplicate', 'order', 'otherDay', 'unseen', 'blanks', 'reserved'] as const;
const isNamed = (message: string): message is (typeof NAMED)[number] =>
  (NAMED as readonly string[]).includes(message);

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
