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
