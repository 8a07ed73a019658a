import { admissionKinds } from './admission/kinds.ts';
import { bookingKinds } from './booking/kinds.ts';
import type { AnyKind } from './contract/kind.ts';

/** The table of contents: every kind of request that goes through a lane. */
const ALL_KINDS = [...admissionKinds, ...bookingKinds] as const;

export type KindName = (typeof ALL_KINDS)[number]['name'];

export const KINDS: readonly (AnyKind & { name: KindName })[] = ALL_KINDS;
export const KIND_NAMES = KINDS.map(({ name }) => name);

const byName = new Map<string, (typeof KINDS)[number]>(KINDS.map((kind) => [kind.name, kind]));

/** The kind of this name, as a row tells it. */
export function kindOf(name: string): (typeof KINDS)[number] {
  const kind = byName.get(name);
  if (kind === undefined) throw new Error(`there is no kind "${name}"`);
  return kind;
}
