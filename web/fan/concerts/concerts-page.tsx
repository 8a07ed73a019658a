import { useEffect } from 'preact/hooks';
import { PageHead, usePageTitle } from '../../kit/page-head.tsx';
import { StateCard } from '../../kit/state-card.tsx';
import { AskedFor } from '../frame/asked-for.tsx';
import { keepAsking } from '../service/connection.ts';
import { askForConcerts, askForMoreConcerts, concerts } from '../state/concerts.ts';
import { userId } from '../state/identity.ts';
import { askForPlace, placesHeld } from '../state/places.ts';
import { words } from '../words/words.ts';
import { ConcertCard } from './concert-card.tsx';

export function ConcertsPage() {
  const { concerts: say, title, more } = words.value;
  usePageTitle(title.concerts);
  // The pages that were opened further down stay as they are.
  useEffect(
    () => keepAsking(() => (isFirstPage() ? askForConcerts() : Promise.resolve()), { pollMs: 8_000 }),
    [],
  );
  // Its own places are told on it, too.
  useEffect(
    () => keepAsking(() => Promise.all(placesHeld.peek().map((concertId) => askForPlace(concertId)))),
    [userId.value],
  );
  return (
    <>
      <PageHead title={say.title} lead={say.lead} />
      <AskedFor loaded={concerts.value} heading="h2" again={askForConcerts}>
        {({ concerts: list, next }) => (
          <>
            {list.length === 0 && <StateCard icon="calendar" title={say.none.title} text={say.none.text} />}
            <ul class="concerts-page-list">
              {list.map((concert) => (
                <li key={concert.concertId}>
                  <ConcertCard concert={concert} />
                </li>
              ))}
            </ul>
            {next !== null && (
              <button type="button" onClick={askForMoreConcerts}>
                {more}
              </button>
            )}
          </>
        )}
      </AskedFor>
    </>
  );
}

const PAGE = 50;

function isFirstPage(): boolean {
  const list = concerts.peek();
  return list.state !== 'here' || list.value.concerts.length <= PAGE;
}
