import { ConnectionState } from '../../kit/badge.tsx';
import { format } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import { connection } from '../service/connection.ts';
import { concertOf, turnStands } from '../state/concerts.ts';
import { places } from '../state/places.ts';
import { words } from '../words/words.ts';

/** Says so when news does not come by itself. Empty while all is well, so that its words are heard when they come. */
export function ConnectionBanner() {
  const state = connection.value;
  return (
    <div role="status" class="connection-banner">
      {(state === 'polling' || state === 'offline') && (
        <Notice icon="away" tone={state === 'polling' ? 'warn' : 'bad'}>
          {words.value.connection[state]}
          {state === 'offline' && <WhatGoesOn />}
        </Notice>
      )}
    </div>
  );
}

/** What becomes of a fan's places while they are away: exactly what the service does. */
function WhatGoesOn() {
  const { away: say } = words.value;
  const { spoken } = format.value;
  return (
    <>
      {Object.entries(places.value).map(([concertId, { status }]) => {
        const concert = concertOf(concertId);
        if (concert.state !== 'here') return null;
        const { title, waitingRoom } = concert.value;
        return (
          <p key={concertId}>
            {status === 'WAITING'
              ? say.waiting(title, spoken(waitingRoom.waitingSeconds), spoken(turnStands(concert.value)))
              : say.inside(title)}
          </p>
        );
      })}
    </>
  );
}

/** Whether what is shown moves by itself. */
export function Live() {
  const state = connection.value;
  const { connection: say, live } = words.value;
  const word = { ...live, idle: say.idle, polling: say.pollingShort }[state];
  return <ConnectionState state={state}>{word}</ConnectionState>;
}
