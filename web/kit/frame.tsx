import './frame.css';
import type { ComponentChildren, Ref } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';
import { otherLanguage, switchLanguage } from './language.ts';
import { words } from './words/words.ts';

/** Where one can go from everywhere. */
export interface Place {
  href: string;
  name: string;
  icon?: IconName;
  here: boolean;
}

interface FrameProps {
  brand: { label?: string; href: string };
  /** What the navigation is called. */
  navigation: string;
  places: readonly Place[];
  /** Behind the places. */
  morePlaces?: ComponentChildren;
  /** Before and after the switch of languages: how fresh all this is, and who one is. */
  state?: ComponentChildren;
  account?: ComponentChildren;
  main?: Ref<HTMLElement>;
  children: ComponentChildren;
}

/** What is round every page: where one can go, in which language, and who one is. */
export function Frame({ brand, navigation, places, morePlaces, state, account, main, children }: FrameProps) {
  const content = useRef<HTMLElement>(null);
  return (
    <div class="frame">
      {/* No link: the part of the address after `#` says where one is. */}
      <button type="button" class="primary frame-skip" onClick={() => content.current?.focus()}>
        {words.value.skip}
      </button>
      <header class="frame-bar">
        <div class="frame-inside">
          <a class="frame-brand" href={brand.href} aria-label={brand.label}>
            <img src="/icon.svg" alt="" width="32" height="32" />
            <span>Frontrow</span>
          </a>
          {places.length > 0 && (
            <nav class="frame-places" aria-label={navigation}>
              {places.map(({ href, name, icon, here }) => (
                <a key={href} href={href} aria-current={here ? 'page' : undefined}>
                  {icon !== undefined && <Icon name={icon} />}
                  {name}
                </a>
              ))}
              {morePlaces}
            </nav>
          )}
          <div class="frame-side">
            {state}
            <button type="button" class="frame-quiet" lang={otherLanguage.value} onClick={switchLanguage}>
              {words.value.otherLanguage}
            </button>
            {account}
          </div>
        </div>
      </header>
      <main
        ref={(element) => {
          content.current = element;
          if (main != null && typeof main === 'object') main.current = element;
        }}
        tabIndex={-1}
        class="frame-main"
      >
        {children}
      </main>
    </div>
  );
}
