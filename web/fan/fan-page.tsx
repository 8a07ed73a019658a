import './fan-page.css';
import { useRef } from 'preact/hooks';
import { Announcer } from '../kit/announcer.tsx';
import { useFocusOnHeading } from '../kit/focus.ts';
import { Frame } from '../kit/frame.tsx';
import { CheckoutPage } from './checkout/checkout-page.tsx';
import { ConcertPage } from './concerts/concert-page.tsx';
import { ConcertsPage } from './concerts/concerts-page.tsx';
import { NotThere } from './frame/asked-for.tsx';
import { ConnectionBanner } from './frame/connection.tsx';
import { EndedHolds } from './frame/ended-holds.tsx';
import { HoldBar } from './frame/hold-bar.tsx';
import { IdentityOffer } from './frame/identity-offer.tsx';
import { NotRemembered } from './frame/not-remembered.tsx';
import { TurnBanner } from './frame/turn-banner.tsx';
import { Unresolved } from './frame/under-way.tsx';
import { Who, WhoDialog } from './frame/who.tsx';
import { ReservationPage } from './reservations/reservation-page.tsx';
import { ReservationsPage } from './reservations/reservations-page.tsx';
import { hrefs, type Route, route } from './route.ts';
import { SeatsPage } from './seats/seats-page.tsx';
import { walletMode } from './state/wallet.ts';
import { WalletPage } from './wallet/wallet-page.tsx';
import { words } from './words/words.ts';

export function FanPage() {
  const main = useRef<HTMLElement>(null);
  const at = route.value;
  const { nav } = words.value;
  const address = JSON.stringify(at);
  useFocusOnHeading(main, address);
  return (
    <>
      <Frame
        brand={{ href: hrefs.concerts, label: nav.home }}
        navigation={nav.label}
        places={[
          {
            href: hrefs.concerts,
            name: nav.concerts,
            icon: 'calendar',
            here: /^(concert|concerts|seats|checkout)$/.test(at.at),
          },
          {
            href: hrefs.reservations,
            name: nav.reservations,
            icon: 'ticket',
            here: at.at.startsWith('reservation'),
          },
          ...(walletMode.value === 'off'
            ? []
            : [{ href: hrefs.wallet, name: nav.wallet, icon: 'wallet' as const, here: at.at === 'wallet' }]),
        ]}
        account={<Who />}
        main={main}
      >
        <ConnectionBanner />
        <NotRemembered />
        <TurnBanner />
        <EndedHolds />
        <HoldBar />
        <Unresolved />
        <Page key={address} at={at} />
      </Frame>
      <WhoDialog />
      <IdentityOffer />
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
