import './frame.css';
import type { ComponentChildren } from 'preact';
import { announce } from '../../kit/announcer.tsx';
import { Frame as Round } from '../../kit/frame.tsx';
import { Icon } from '../../kit/icon.tsx';
import { route } from '../route.ts';
import { session, signOut } from '../session.ts';
import { words } from '../words/words.ts';
import { Freshness, OfflineNotice } from './connection.tsx';

const PLACES = [
  { href: '#/', at: ['sales', 'sale', 'change'], name: 'sales' },
  { href: '#/new', at: ['new'], name: 'newConcert' },
  { href: '#/lookup', at: ['lookup'], name: 'lookUp' },
  { href: '#/health', at: ['health'], name: 'health' },
] as const;

/** What is round every screen; where one can go is shown to whoever is signed in. */
export function Frame({ children }: { children: ComponentChildren }) {
  const { page } = words.value;
  const { at } = route.value;
  const signedIn = session.value.state === 'in';
  const places = PLACES.map((place) => ({
    href: place.href,
    name: page[place.name],
    here: (place.at as readonly string[]).includes(at),
  }));
  return (
    <Round
      brand={{ href: '#/' }}
      navigation={page.navigation}
      places={signedIn ? places : []}
      morePlaces={
        <a href="/admin/queues" target="_blank" rel="noreferrer">
          <LanesElsewhere />
        </a>
      }
      state={signedIn && <Freshness />}
      account={session.value.state === 'in' && <Account name={session.value.name} />}
    >
      {signedIn && <OfflineNotice />}
      {children}
    </Round>
  );
}

/** The lanes have a page of another make. */
export const LanesElsewhere = () => (
  <>
    {words.value.page.lanes} <Icon name="outward" />
    <span class="only-heard">{words.value.page.newTab}</span>
  </>
);

function Account({ name }: { name: string }) {
  const { page, unreachable } = words.value;
  const leave = async () => {
    announce((await signOut()) ? page.signedOut : unreachable, 'urgent');
  };
  return (
    <>
      <span class="frame-name frame-operator" title={page.signedInAs(name)}>
        <span class="only-heard">{page.signedInAs('')}</span>
        {name}
      </span>
      <button type="button" class="frame-quiet" onClick={leave}>
        {page.signOut}
      </button>
    </>
  );
}
