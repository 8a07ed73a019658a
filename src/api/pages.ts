import { Refusal } from '../contract/refusals.ts';
import { type Language, sentences } from '../language/language.ts';

/** A value of the query, such as where a page begins, or null when it is not given. Throws `INVALID_REQUEST` when it is not of the right form. */
export function cursorOf(
  query: URLSearchParams,
  name: string,
  fits: (value: string) => boolean,
  language: Language,
): string | null {
  const given = query.get(name);
  if (given === null || fits(given)) return given;
  throw new Refusal('INVALID_REQUEST', {
    faults: [{ pointer: `/${name}`, detail: sentences(language).faults.value() }],
  });
}

/** The path of the next page, or null after the last. */
export const nextPage = (path: string, name: string, cursor: string | null): string | null =>
  cursor === null ? null : `${path}?${name}=${cursor}`;
