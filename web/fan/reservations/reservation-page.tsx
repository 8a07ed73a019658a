import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce } from '../../kit/announcer.tsx';
import { money } from '../../kit/format.ts';
import { after, type Loaded } from '../../kit/loaded.ts';
import { Notice } from '../../kit/notice.tsx';
import { PageHead, usePageTitle } from '../../kit/page-head.tsx';
import { AskedFor, NotThere } from '../frame/asked-for.tsx';
import { NeedIdentity } from '../frame/who.tsx';
import { hrefs } from '../route.ts';
import { callAsFan } from '../service/call.ts';
import { outcomes } from '../service/writes.ts';
import { askForConcert, concertOf } from '../state/concerts.ts';
import { fan } from '../state/identity.ts';
import { paySlot, type Reservation, reservations } from '../state/reservations.ts';
import { words } from '../words/words.ts';
import { ReservationCard } from './reservation-card.tsx';
import { Ticket } from './ticket.tsx';

/** One reservation; a paid one is a ticket. */
export function ReservationPage({ reservationId }: { reservationId: string }) {
  const { title } = words.value;
  usePageTitle(title.ticket);
  return (
    <NeedIdentity title={title.ticket}>
      <ReservationOf key={fan.value?.userId} reservationId={reservationId} />
    </NeedIdentity>
  );
}

function ReservationOf({ reservationId }: { reservationId: string }) {
  const found = useSignal<Loaded<Reservation>>({ state: 'loading' });
  const ask = async () => {
    const params = { reservationId };
    found.value = after(found.value, await callAsFan('GET', '/v1/reservations/{reservationId}', { params }));
    if (found.value.state === 'here') void askForConcert(found.value.value.concertId);
  };
  // Whatever changes one's reservations may have changed this one.
  useEffect(() => void ask(), [reservationId, reservations.value]);
  const unless = {
    RESERVATION_NOT_FOUND: () => (
      <NotThere
        {...words.value.reservations.notThere}
        href={hrefs.reservations}
        link={words.value.ticket.all}
      />
    ),
  };
  return (
    <AskedFor loaded={found.value} shape="page" again={() => void ask()} unless={unless}>
      {(one) => <Found reservation={one} />}
    </AskedFor>
  );
}

function Found({ reservation: one }: { reservation: Reservation }) {
  const { reservations: say, ticket } = words.value;
  const together = paidTogether(one);
  return (
    <>
      <JustPaid concertId={one.concertId} paymentId={one.paymentId} />
      {one.status === 'CONFIRMED' ? (
        together.map((paid) => (
          <Ticket key={paid.reservationId} reservation={paid} concert={concertOf(paid.concertId)} />
        ))
      ) : (
        <>
          <PageHead title={say.title} />
          <ReservationCard reservation={one} />
        </>
      )}
      <p class="row">
        <a class="button" href={hrefs.reservations}>
          {ticket.all}
        </a>
        <a class="button plain" href={hrefs.concerts}>
          {ticket.more}
        </a>
      </p>
    </>
  );
}

/** What was paid with one payment belongs together. */
function paidTogether(one: Reservation): Reservation[] {
  const list = reservations.value;
  const others =
    list.state === 'here' && one.paymentId !== null
      ? list.value.reservations.filter(
          ({ paymentId, reservationId }) =>
            paymentId === one.paymentId && reservationId !== one.reservationId,
        )
      : [];
  return [one, ...others];
}

function JustPaid({ concertId, paymentId }: { concertId: string; paymentId: string | null }) {
  const { paid: say } = words.value.checkout;
  const outcome = outcomes.value[paySlot(concertId)];
  const fits = outcome?.ok === true && outcome.result.paymentId === paymentId;
  useEffect(() => {
    if (fits) announce(say.title, 'urgent');
  }, [fits]);
  if (!fits) return null;
  const { amount, balance } = outcome.result;
  return (
    <Notice icon="party" tone="good" title={say.title}>
      {say.text(money.value(Number(amount)), money.value(Number(balance)))}
    </Notice>
  );
}
