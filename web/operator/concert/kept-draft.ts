import { signal } from '@preact/signals';
import { keepInTab, keptInTab } from '../../kit/storage.ts';
import { type Draft, idsBegin, idsIn, newDraft } from './draft.ts';

/** What is being written stays while one looks elsewhere, has to sign in again, or loads the page anew. */
interface KeptDraft {
  draft: Draft;
  /** Sent once more after a lost answer, the same plan creates nothing twice. */
  key: string;
}

const KEPT_AS = 'frontrow-new-concert';

export const written = signal<KeptDraft>(keptDraft() ?? anew());

function anew(draft = newDraft()): KeptDraft {
  return { draft, key: newKey() };
}

/** For a write that is done once though its answer is lost. */
export function newKey(): string {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What this tab has kept; fields that a newer page has more are as in a new draft. */
function keptDraft(): KeptDraft | null {
  const kept = keptInTab<KeptDraft>(KEPT_AS);
  if (kept === null) return null;
  const draft = { ...newDraft(), ...kept.draft, room: { ...newDraft().room, ...kept.draft.room } };
  idsBegin(Math.max(...draft.dates.flatMap(idsIn)));
  return { ...kept, draft };
}

export function edit(fields: Partial<Draft>): void {
  written.value = anew({ ...written.value.draft, ...fields });
  keepInTab(KEPT_AS, written.value);
}

/** Nothing of it is needed any more. */
export function startOver(draft = newDraft()): void {
  written.value = anew(draft);
  keepInTab(KEPT_AS, null);
}
