import { type Code, STATUS_OF } from '../../contract/refusals.ts';
import { sentences } from '../../language/language.ts';

const ALL_CODES = (Object.keys(STATUS_OF) as Code[]).toSorted((a, b) => STATUS_OF[a] - STATUS_OF[b]);

/** Every code there is, by status, in Markdown. The `type` of a problem leads to its heading. */
export const REFUSALS = [
  'Every `code` of a problem, with its status and its sentence in both languages.',
  ...ALL_CODES.flatMap((code) => [
    `### ${code}`,
    `\`${STATUS_OF[code]}\` ${sentences('en').refusals[code]}`,
    sentences('ko').refusals[code],
  ]),
].join('\n\n');
