import type { PlannedSection } from './planned-seats.ts';

export interface Block {
  section: PlannedSection;
  left: number;
  top: number;
  /** From one seat to the next, in pixels. */
  step: number;
}

export interface LaidOutMap {
  blocks: Block[];
  height: number;
}

const LARGEST_STEP = 26;
const TALLEST = 420;
const NAME_HEIGHT = 26;
const GAP = 6;

/** One section under the other, in the middle, all seats of one size, so that the whole hall fits. */
export function layOut(sections: readonly PlannedSection[], width: number): LaidOutMap {
  const widest = Math.max(...sections.map(({ seatsPerRow }) => seatsPerRow));
  const rows = sections.reduce((sum, section) => sum + section.rows, 0);
  const names = sections.reduce((sum, { name }) => sum + (name === null ? 0 : NAME_HEIGHT) + GAP, 0);
  const step = Math.min(LARGEST_STEP, width / widest, Math.max(TALLEST - names, 200) / rows);
  const blocks: Block[] = [];
  let top = 0;
  for (const section of sections) {
    if (section.name !== null) top += NAME_HEIGHT;
    blocks.push({ section, left: (width - section.seatsPerRow * step) / 2, top, step });
    top += section.rows * step + GAP;
  }
  return { blocks, height: Math.ceil(top) };
}
