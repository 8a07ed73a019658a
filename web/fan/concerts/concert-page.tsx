import { useEffect } from 'preact/hooks';
import { Loading } from '../../kit/asked-for.tsx';
import { usePageTitle } from '../../kit/page-head.tsx';
import { AskedFor, unlessThereIsNone } from '../frame/asked-for.tsx';
import { Inside } from '../seats/inside.tsx';
import { keepAsking } from '../service/connection.ts';
import { askForConcert, concertOf } from '../state/concerts.ts';
import { askForPlace, places, tokenFor } from '../state/places.ts';
import { WaitingRoom } from '../waiting-room/waiting-room.tsx';
import { ConcertOverview } from './concert-overview.tsx';
import { NoticeBanner } from './notice-banner.tsx';

/** Everything of one concert has one address; what is there depends on where the fan stands. */
export function ConcertPage({ concertId }: { concertId: string }) {
  const concert = concertOf(concertId);
  const place = places.value[concertId];
  const hasToken = tokenFor(concertId) !== undefined;
  usePageTitle(concert.state === 'here' && !hasToken ? concert.value.title : undefined);
  useEffect(
    () => keepAsking(() => askForConcert(concertId), { pollMs: hasToken ? 15_000 : 5_000, checkMs: 15_000 }),
    [concertId, hasToken],
  );
  useEffect(() => (hasToken ? keepAsking(() => askForPlace(concertId)) : undefined), [concertId, hasToken]);

  return (
    <AskedFor
      loaded={concert}
      shape="page"
      again={() => void askForConcert(concertId)}
      unless={unlessThereIsNone}
    >
      {(here) => (
        <>
          <NoticeBanner concertId={concertId} />
          {!hasToken && <ConcertOverview concert={here} />}
          {hasToken && place === undefined && <Loading shape="page" />}
          {hasToken && place?.status === 'WAITING' && <WaitingRoom concert={here} place={place} />}
          {hasToken && place?.status === 'ACTIVE' && <Inside concert={here} place={place} />}
        </>
      )}
    </AskedFor>
  );
}
