import './frame.css';
import type { ComponentChildren } from 'preact';
import { announce } from '../../shared/announcer.tsx';
import { language, switchLanguage } from '../../shared/language.ts';
import { Icon } from '../parts/icon.tsx';
import { route } from '../route.ts';
import { session, signOut } from '../session.ts';
import { words } from '../words/words.ts';
import { ConnectionState } from './connection-state.tsx';
import { OfflineNotice } from './offline-notice.tsx';

const PLACES = [
  { href: '#/', at: ['sales', 'sale', 'change'], name: 'sales' },
  { href: '#/new', at: ['new'], name: 'newConcert' },
  { href: '#/lookup', at: ['lookup'], name: 'lookUp' },
  { href: '#/health', at: ['health'], name: 'health' },
] as const;

/** What is round every screen: where one can go, who one is, in which language, and how fresh all this is. */
export function Frame({ children }: { children: ComponentChildren }) {
  const { page } = words.value;
  const signedIn = session.value.state === 'in';
  return (
    <div class="frame">
      <button type="button" class="frame-skip" onClick={skip}>
        {page.skip}
      </button>
      <header class="frame-bar">
        <a class="frame-brand" href="#/">
          <img src="/icon.svg" alt="" width="30" height="30" />
          <span class={signedIn ? 'frame-word' : undefined}>{page.brand}</span>
        </a>
        {signedIn && <Navigation />}
        <div class="frame-side">
          {signedIn && <ConnectionState />}
          <button
            type="button"
            class="frame-quiet frame-language"
            lang={language.value === 'ko' ? 'en' : 'ko'}
            onClick={() => switchLanguage(language.value === 'ko' ? 'en' : 'ko')}
          >
            {language.value === 'ko' ? 'English' : '한국어'}
          </button>
          {session.value.state === 'in' && <Account name={session.value.name} />}
        </div>
      </header>
      <main class="frame-main" id="content" tabIndex={-1}>
        {signedIn && <OfflineNotice />}
        {children}
      </main>
    </div>
  );
}

/** No link: the part of the address after `#` says where one is. */
function skip(): void {
  document.getElementById('content')?.focus();
}

function Navigation() {
  const { page } = words.value;
  const { at } = route.value;
  return (
    <nav class="frame-places" aria-label={page.navigation}>
      {PLACES.map((place) => (
        <a
          key={place.name}
          href={place.href}
          aria-current={(place.at as readonly string[]).includes(at) ? 'page' : undefined}
        >
          {page[place.name]}
        </a>
      ))}
      <a href="/admin/queues" target="_blank" rel="noreferrer">
        {page.lanes} <Icon name="outward" />
        <span class="only-heard">{page.newTab}</span>
      </a>
    </nav>
  );
}

function Account({ name }: { name: string }) {
  const { page, states } = words.value;
  const leave = async () => {
    announce((await signOut()) ? page.signedOut : states.offline, 'urgent');
  };
  return (
    <div class="frame-account">
      <span class="frame-name" title={page.signedInAs(name)}>
        <span class="only-heard">{page.signedInAs('')}</span>
        {name}
      </span>
      <button type="button" class="frame-quiet" onClick={leave}>
        {page.signOut}
      </button>
    </div>
  );
}
