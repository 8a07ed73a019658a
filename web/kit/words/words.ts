import { sentencesIn } from '../language.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

/** What the parts of the kit say, in the reader's language. The pages' own words have these among them. */
export const words = sentencesIn({ ko, en });
