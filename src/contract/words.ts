import { z } from 'zod';
import { UNITS_PER_CHARACTER } from '../../config/limits.ts';

/** What no eye sees, alone: white space, controls, fillers, whatever only shapes what stands beside it. */
const UNSEEN = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Turns the direction of what follows, in whatever sentence it will stand: nobody needs it within a name. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;

/** The line breaks that a text of several lines may have, and the tabulator; every other control is none. */
const LINES = /[\n\r\t]/g;
const CONTROLS = /[\p{Cc}\u2028\u2029]/u;

const BLANK_ENDS = /^[\p{White_Space}\ufeff\u200b\u2060]|[\p{White_Space}\ufeff\u200b\u2060]$/u;

const characters = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** As people count them: a flag, a family or an accented letter is one. */
function isLongerThan(words: string, most: number): boolean {
  if (words.length <= most) return false;
  let count = 0;
  for (const _ of characters.segment(words)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}

/**
 * Words for people: whole characters, something to see, no blanks at the ends and no controls, at most so many
 * characters as people count them. It is stored as it was sent or refused, never changed in silence.
 */
export const wordsUpTo = (most: number, { lines = false } = {}) =>
  z
    .string()
    .min(1)
    .max(most * UNITS_PER_CHARACTER)
    .superRefine((words, context) => {
      if (words === '') return;
      const fault = faultIn(lines ? words.replaceAll(LINES, ' ') : words);
      if (fault !== null) context.addIssue({ code: 'custom', message: fault, input: words });
      else if (isLongerThan(words, most)) {
        context.addIssue({ code: 'too_big', origin: 'string', maximum: most, inclusive: true, input: words });
      }
    })
    .describe(`At most ${most} characters as people count them`);

/** By the name of its sentence. */
function faultIn(words: string): 'value' | 'unseen' | 'blanks' | null {
  if (!words.isWellFormed() || CONTROLS.test(words) || TURNING.test(words)) return 'value';
  if (UNSEEN.test(words)) return 'unseen';
  return BLANK_ENDS.test(words) ? 'blanks' : null;
}
