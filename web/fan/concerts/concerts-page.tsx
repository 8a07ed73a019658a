import './concerts-page.css';
import { useEffect } from 'preact/hooks';
import { Loading } from '../frame/loading.tsx';
import { usePageTitle } from '../frame/page-title.ts';
import { StateCard } from '../frame/state-card.tsx';
import { Trouble } from '../frame/trouble.tsx';
import { keepAsking } from '../service/connection.ts';
import { askForConcerts, askForMoreConcerts, concerts } from '../state/concerts.ts';
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
  const list = concerts.value;
  return (
    <>
      <div class="title-block">
        <h1>{say.title}</h1>
        <p class="faint concerts-page-lead">{say.lead}</p>
      </div>
      {list.state === 'loading' && <Loading />}
      {list.state === 'offline' && <Trouble heading="h2" again={askForConcerts} />}
      {list.state === 'refused' && <Trouble heading="h2" problem={list.problem} again={askForConcerts} />}
      {list.state === 'here' && list.value.concerts.length === 0 && (
        <StateCard icon="calendar" title={say.none.title} text={say.none.text} />
      )}
      {list.state === 'here' && list.value.concerts.length > 0 && (
        <ul class="concerts-page-list">
          {list.value.concerts.map((concert) => (
            <li key={concert.concertId}>
              <ConcertCard concert={concert} />
            </li>
          ))}
        </ul>
      )}
      {list.state === 'here' && list.value.next !== null && (
        <button type="button" onClick={askForMoreConcerts}>
          {more}
        </button>
      )}
    </>
  );
}

const PAGE = 50;

function isFirstPage(): boolean {
  const list = concerts.peek();
  return list.state !== 'here' || list.value.concerts.length <= PAGE;
}
