import { sentencesIn } from '../../kit/language.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

/** Everything that the operator's page says, in the reader's language. */
export const words = sentencesIn({ ko, en });
