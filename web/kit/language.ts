import { computed, effect, signal } from '@preact/signals';
import type { Language } from '../../client/description.ts';
import { keepText, keptText } from './storage.ts';

const KEPT_AS = 'frontrow-language';

function firstLanguage(): Language {
  const kept = keptText(KEPT_AS);
  if (kept === 'ko' || kept === 'en') return kept;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith('ko')) ? 'ko' : 'en';
}

/** The reader's language: the browser's until somebody switches; the switch is remembered. */
export const language = signal<Language>(firstLanguage());

effect(() => {
  document.documentElement.lang = language.value;
});

export const otherLanguage = computed<Language>(() => (language.value === 'ko' ? 'en' : 'ko'));

export function switchLanguage(): void {
  language.value = otherLanguage.value;
  keepText(KEPT_AS, language.value);
}

/** One table of sentences for each language; the compiler sees to it that none is missing. */
export const sentencesIn = <Sentences>(tables: Record<Language, Sentences>) =>
  computed(() => tables[language.value]);
