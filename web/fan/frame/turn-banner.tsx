import { useEffect } from 'preact/hooks';
import { announce } from '../../kit/announcer.tsx';
import { Notice } from '../../kit/notice.tsx';
import { hrefs, route } from '../route.ts';
import { askForConcert, concertOf } from '../state/concerts.ts';
import { admittedHere, places } from '../state/places.ts';
import { notifyOfTurn } from '../waiting-room/turn-signal.ts';
import { words } from '../words/words.ts';
import { Countdown } from './countdown.tsx';

/** It has become the fan's turn while they look at something else: another page of ours, or another tab. */
export function TurnBanner() {
  return (
    <>
      {Object.keys(admittedHere.value)
        .filter((concertId) => places.value[concertId]?.status === 'ACTIVE')
        .map((concertId) => (
          <Turn key={concertId} concertId={concertId} />
        ))}
    </>
  );
}

function Turn({ concertId }: { concertId: string }) {
  const { turn: say, title } = words.value;
  const at = route.value;
  const concert = concertOf(concertId);
  const name = concert.state === 'here' ? concert.value.title : '';
  const until = places.value[concertId]?.expiresAt;
  const here = 'concertId' in at && at.concertId === concertId;
  useEffect(() => {
    if (concertOf(concertId).state === 'loading') void askForConcert(concertId);
  }, [concertId]);
  useEffect(() => {
    if (name === '') return;
    notifyOfTurn(say.notification(name), say.eyebrow);
    if (here) return;
    document.title = `● ${title.yourTurn}`;
    announce(say.notification(name), 'urgent');
  }, [name]);
  if (here) return null;
  return (
    <Notice
      icon="bell"
      tone="good"
      title={say.notification(name)}
      actions={
        <a class="button primary" href={hrefs.concert(concertId)}>
          {say.choose}
        </a>
      }
    >
      {until !== undefined && (
        <>
          {say.timeLeft} <Countdown until={until} />
        </>
      )}
    </Notice>
  );
}
