import { useEffect } from 'preact/hooks';
import { Loading } from '../frame/loading.tsx';
import { NotThere } from '../frame/not-there.tsx';
import { usePageTitle } from '../frame/page-title.ts';
import { Trouble } from '../frame/trouble.tsx';
import { hrefs } from '../route.ts';
import { Inside } from '../seats/inside.tsx';
import { keepAsking } from '../service/connection.ts';
import { askForConcert, concertOf } from '../state/concerts.ts';
import { askForPlace, places, tokenFor } from '../state/places.ts';
import { WaitingRoom } from '../waiting-room/waiting-room.tsx';
import { words } from '../words/words.ts';
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

  if (concert.state === 'loading') return <Loading shape="page" />;
  if (concert.state === 'offline') return <Trouble again={() => void askForConcert(concertId)} />;
  if (concert.state === 'refused') {
    if (concert.problem.code !== 'CONCERT_NOT_FOUND') {
      return <Trouble problem={concert.problem} again={() => void askForConcert(concertId)} />;
    }
    const { all, ...gone } = words.value.problem.concertGone;
    return <NotThere {...gone} href={hrefs.concerts} link={all} />;
  }
  return (
    <>
      <NoticeBanner concertId={concertId} />
      {!hasToken && <ConcertOverview concert={concert.value} />}
      {hasToken && place === undefined && <Loading shape="page" />}
      {hasToken && place?.status === 'WAITING' && <WaitingRoom concert={concert.value} place={place} />}
      {hasToken && place?.status === 'ACTIVE' && <Inside concert={concert.value} place={place} />}
    </>
  );
}
