import { useEffect } from 'preact/hooks';
import { PageHead, usePageTitle } from '../../kit/page-head.tsx';
import { StateCard } from '../../kit/state-card.tsx';
import { AskedFor } from '../frame/asked-for.tsx';
import { NeedIdentity } from '../frame/who.tsx';
import { hrefs } from '../route.ts';
import { keepAsking } from '../service/connection.ts';
import { userId } from '../state/identity.ts';
import {
  askForOlderReservations,
  askForReservations,
  type Reservation,
  reservations,
} from '../state/reservations.ts';
import { words } from '../words/words.ts';
import { ReservationCard } from './reservation-card.tsx';

/** What the fan holds, owns, and once had. */
export function ReservationsPage() {
  const { reservations: say, title } = words.value;
  usePageTitle(title.reservations);
  return (
    <NeedIdentity title={say.title}>
      <PageHead title={say.title} />
      <Reservations key={userId.value} />
    </NeedIdentity>
  );
}

function Reservations() {
  useEffect(() => keepAsking(askForReservations), []);
  return (
    <AskedFor loaded={reservations.value} heading="h2" again={() => void askForReservations()}>
      {(page) => <List {...page} />}
    </AskedFor>
  );
}

function List({ reservations: all, next }: { reservations: Reservation[]; next: string | null }) {
  const { reservations: say, more } = words.value;
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
          <section key={part.name} class="stack">
            <h2>{part.name}</h2>
            <ul class="stack">
              {part.list.map((reservation) => (
                <li key={reservation.reservationId}>
                  <ReservationCard reservation={reservation} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      {next !== null && (
        <button type="button" onClick={askForOlderReservations}>
          {more}
        </button>
      )}
    </>
  );
}
