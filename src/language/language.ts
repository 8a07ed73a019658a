import type { Sentences } from './en.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

export const LANGUAGES = { ko, en } as const satisfies Record<string, Sentences>;
export type Language = keyof typeof LANGUAGES;
export const DEFAULT_LANGUAGE: Language = 'ko';

export const sentences = (language: Language): Sentences => LANGUAGES[language];

export const isLanguage = (value: unknown): value is Language =>
  typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
