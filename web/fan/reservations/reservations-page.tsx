import './reservations-page.css';
import { useEffect } from 'preact/hooks';
import { Loading } from '../frame/loading.tsx';
import { NeedIdentity } from '../frame/need-identity.tsx';
import { usePageTitle } from '../frame/page-title.ts';
import { StateCard } from '../frame/state-card.tsx';
import { Trouble } from '../frame/trouble.tsx';
import { hrefs } from '../route.ts';
import { keepAsking } from '../service/connection.ts';
import { userId } from '../state/identity.ts';
import { askForOlderReservations, askForReservations, reservations } from '../state/reservations.ts';
import { words } from '../words/words.ts';
import { ReservationCard } from './reservation-card.tsx';

/** What the fan holds, owns, and once had. */
export function ReservationsPage() {
  const { reservations: say, title } = words.value;
  usePageTitle(title.reservations);
  return (
    <NeedIdentity title={say.title}>
      <div class="title-block">
        <h1>{say.title}</h1>
      </div>
      <Reservations key={userId.value} />
    </NeedIdentity>
  );
}

function Reservations() {
  const { reservations: say, more } = words.value;
  useEffect(() => keepAsking(askForReservations), []);
  const list = reservations.value;
  if (list.state === 'loading') return <Loading />;
  if (list.state === 'offline') return <Trouble heading="h2" again={() => void askForReservations()} />;
  if (list.state === 'refused') {
    return <Trouble heading="h2" problem={list.problem} again={() => void askForReservations()} />;
  }
  const all = list.value.reservations;
  if (all.length === 0) {
    return (
      <StateCard icon="ticket" title={say.none.title} text={say.none.text}>
        <a class="button primary" href={hrefs.concerts}>
          {say.none.concerts}
        </a>
      </StateCard>
    );
  }
  const isCurrent = ({ status }: { status: string }) => status === 'HELD' || status === 'CONFIRMED';
  const parts = [
    { name: say.current, list: all.filter(isCurrent) },
    { name: say.earlier, list: all.filter((one) => !isCurrent(one)) },
  ];
  return (
    <>
      {parts
        .filter((part) => part.list.length > 0)
        .map((part) => (
          <section key={part.name} class="reservations-page-part">
            <h2>{part.name}</h2>
            <ul>
              {part.list.map((reservation) => (
                <li key={reservation.reservationId}>
                  <ReservationCard reservation={reservation} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      {list.value.next !== null && (
        <button type="button" onClick={askForOlderReservations}>
          {more}
        </button>
      )}
    </>
  );
}
