import { sentencesIn } from '../../kit/language.ts';
import { en, type Words } from './en.ts';
import { ko } from './ko.ts';

/** Everything that the fan's page says, in the reader's language. */
export const words = sentencesIn<Words>({ ko, en });
