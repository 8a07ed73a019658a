import type { Problem } from '../../../client/description.ts';

/** What is wrong with which field, by its pointer: `/dates/0/price`. */
export type Faults = ReadonlyMap<string, string>;

export const noFaults: Faults = new Map();

export const faultsOf = ({ errors = [] }: Problem): Faults =>
  new Map(errors.map(({ pointer, detail }) => [pointer, detail]));

/** The faults of a part of the form, by pointers that begin there. */
export const faultsUnder = (faults: Faults, pointer: string): Faults =>
  new Map(
    [...faults].flatMap(([at, detail]) =>
      at.startsWith(`${pointer}/`) ? [[at.slice(pointer.length), detail] as const] : [],
    ),
  );

/** The faults whose values are still the same as when they were found. */
export const stillWrong = (faults: Faults, judged: unknown, now: unknown): Faults =>
  new Map([...faults].filter(([pointer]) => textAt(judged, pointer) === textAt(now, pointer)));

/** What a pointer leads to, as text that can be compared. */
function textAt(plan: unknown, pointer: string): string | undefined {
  const names = pointer.split('/').slice(1);
  const value = names.reduce(
    (part, name) => (part as Record<string, unknown> | null | undefined)?.[name],
    plan,
  );
  return JSON.stringify(value);
}
