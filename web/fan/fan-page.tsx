import './fan-page.css';
import { useEffect, useRef } from 'preact/hooks';
import { Announcer } from '../shared/announcer.tsx';
import { CheckoutPage } from './checkout/checkout-page.tsx';
import { ConcertPage } from './concerts/concert-page.tsx';
import { ConcertsPage } from './concerts/concerts-page.tsx';
import { ConnectionBanner } from './frame/connection-banner.tsx';
import { NotThere } from './frame/not-there.tsx';
import { PageHeader } from './frame/page-header.tsx';
import { TurnBanner } from './frame/turn-banner.tsx';
import { Unresolved } from './frame/unresolved.tsx';
import { WhoDialog } from './frame/who-dialog.tsx';
import { ReservationPage } from './reservations/reservation-page.tsx';
import { ReservationsPage } from './reservations/reservations-page.tsx';
import { hrefs, type Route, route } from './route.ts';
import { SeatsPage } from './seats/seats-page.tsx';
import { WalletPage } from './wallet/wallet-page.tsx';
import { words } from './words/words.ts';

export function FanPage() {
  const main = useRef<HTMLElement>(null);
  const at = route.value;
  const address = JSON.stringify(at);
  const before = useRef(address);
  useEffect(() => {
    if (before.current === address) return;
    before.current = address;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [address]);
  return (
    <>
      <button type="button" class="fan-page-skip" onClick={() => main.current?.focus()}>
        {words.value.skip}
      </button>
      <PageHeader />
      <main ref={main} tabIndex={-1} class="fan-page-main">
        <ConnectionBanner />
        <TurnBanner />
        <Unresolved />
        <Page key={address} at={at} />
      </main>
      <WhoDialog />
      <Announcer />
    </>
  );
}

function Page({ at }: { at: Route }) {
  switch (at.at) {
    case 'concerts':
      return <ConcertsPage />;
    case 'concert':
      return <ConcertPage concertId={at.concertId} />;
    case 'seats':
      return <SeatsPage concertId={at.concertId} date={at.date} />;
    case 'checkout':
      return <CheckoutPage concertId={at.concertId} />;
    case 'reservations':
      return <ReservationsPage />;
    case 'reservation':
      return <ReservationPage reservationId={at.reservationId} />;
    case 'wallet':
      return <WalletPage />;
    case 'nowhere':
      return (
        <NotThere
          {...words.value.problem.nowhere}
          href={hrefs.concerts}
          link={words.value.problem.concertGone.all}
        />
      );
  }
}
