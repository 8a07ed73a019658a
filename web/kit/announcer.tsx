import { signal } from '@preact/signals';

const polite = signal('');
const urgent = signal('');

/** Says a sentence to whoever listens to the page instead of looking at it. */
export function announce(sentence: string, how: 'polite' | 'urgent' = 'polite'): void {
  (how === 'urgent' ? urgent : polite).value = sentence;
}

/** The regions that screen readers watch; one of each on a page, there from the beginning. */
export const Announcer = () => (
  <>
    <div class="only-heard" aria-live="polite" role="status">
      {polite}
    </div>
    <div class="only-heard" aria-live="assertive" role="alert">
      {urgent}
    </div>
  </>
);
