import './checkout-page.css';
import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { go } from '../../kit/address.ts';
import { announce } from '../../kit/announcer.tsx';
import { Loading } from '../../kit/asked-for.tsx';
import { PageHead, usePageTitle } from '../../kit/page-head.tsx';
import { StateCard } from '../../kit/state-card.tsx';
import { NoticeBanner } from '../concerts/notice-banner.tsx';
import { AskedFor, unlessThereIsNone } from '../frame/asked-for.tsx';
import { useSaidCountdown } from '../frame/countdown.tsx';
import { NeedIdentity } from '../frame/who.tsx';
import { hrefs } from '../route.ts';
import { seatsOf } from '../seats/seat-names.ts';
import { keepAsking } from '../service/connection.ts';
import { now } from '../service/server-clock.ts';
import { forgetOutcome, outcomes } from '../service/writes.ts';
import { askForConcert, type Concert, concertOf } from '../state/concerts.ts';
import { askForPlace, tokenFor } from '../state/places.ts';
import {
  askForReservations,
  heldIn,
  paySlot,
  type Reservation,
  reservations,
} from '../state/reservations.ts';
import { askForWallet } from '../state/wallet.ts';
import { words } from '../words/words.ts';
import { HeldSeats } from './held-seats.tsx';
import { MoreTime } from './more-time.tsx';
import { Payment } from './payment.tsx';
import { Ring } from './ring.tsx';

/** What is held is paid here, or its end is told. */
export function CheckoutPage({ concertId }: { concertId: string }) {
  const { title } = words.value;
  const concert = concertOf(concertId);
  const token = tokenFor(concertId);
  usePageTitle(title.checkout);
  useEffect(() => void askForConcert(concertId), [concertId]);
  useEffect(() => keepAsking(askForReservations, { checkMs: 20_000 }), [concertId]);
  useEffect(() => keepAsking(askForWallet, { pollMs: 10_000 }), [concertId]);
  useEffect(
    () => (token === undefined ? undefined : keepAsking(() => askForPlace(concertId))),
    [concertId, token],
  );
  return (
    <NeedIdentity title={title.checkout}>
      <AskedFor
        loaded={concert}
        shape="page"
        again={() => void askForConcert(concertId)}
        unless={unlessThereIsNone}
      >
        {(here) => <Checkout concert={here} />}
      </AskedFor>
    </NeedIdentity>
  );
}

const JUST_NOW_MS = 15 * 60_000;

function Checkout({ concert }: { concert: Concert }) {
  const { concertId } = concert;
  const slot = paySlot(concertId);
  const outcome = outcomes.value[slot];
  const held = heldIn(concertId);
  const shown = useRef(new Set<string>());
  for (const { reservationId } of held) shown.current.add(reservationId);

  useEffect(() => {
    if (outcome?.ok !== true) return;
    const [first] = outcome.result.reservationIds as string[];
    if (first !== undefined) go(hrefs.reservation(first), 'replace');
  }, [outcome]);
  useEffect(
    () => () => {
      // What was paid is told by the ticket.
      if (outcomes.peek()[slot]?.ok === false) forgetOutcome(slot);
    },
    [slot],
  );

  if (outcome?.ok === true) return <Loading shape="page" />;
  const endedOf = (all: Reservation[]) =>
    all.filter(
      (one) =>
        one.concertId === concertId &&
        (shown.current.has(one.reservationId) || Date.parse(one.expiresAt) > now.peek() - JUST_NOW_MS),
    );
  return (
    <AskedFor loaded={reservations.value} shape="page" again={() => void askForReservations()}>
      {({ reservations: all }) =>
        held.length > 0 ? (
          <Held concert={concert} held={held} />
        ) : (
          <NothingHeld concert={concert} ended={endedOf(all)} />
        )
      }
    </AskedFor>
  );
}

/** What was held has ended, or there was nothing. */
function NothingHeld({ concert, ended }: { concert: Concert; ended: Reservation[] }) {
  const { checkout: say } = words.value;
  const [latest] = ended;
  if (latest?.status === 'CONFIRMED') return <Paid reservation={latest} />;
  // What one gave back oneself needs no telling.
  const reason = latest?.endReason;
  if (latest !== undefined && reason && reason !== 'given-back' && reason !== 'left') {
    const together = ended.filter((one) => one.endReason === reason && near(endOf(one), endOf(latest)));
    return <Ended concert={concert} reason={reason} ended={together} />;
  }
  const inside = tokenFor(concert.concertId) !== undefined;
  return (
    <StateCard icon="ticket" heading="h1" title={say.empty.title} text={say.empty.text}>
      <a class="button primary" href={hrefs.concert(concert.concertId)}>
        {inside ? say.empty.choose : concert.title}
      </a>
    </StateCard>
  );
}

/** One that ran out is known by its time, also before anybody has noted its end. */
const endOf = ({ endedAt, expiresAt }: Reservation) => endedAt ?? expiresAt;

const near = (one: string, other: string) => Math.abs(Date.parse(one) - Date.parse(other)) < JUST_NOW_MS;

/** It was paid in another tab, or before a reload. */
function Paid({ reservation }: { reservation: Reservation }) {
  useEffect(() => go(hrefs.reservation(reservation.reservationId), 'replace'), []);
  return <Loading shape="page" />;
}

interface EndedProps {
  concert: Concert;
  reason: NonNullable<Reservation['endReason']>;
  ended: Reservation[];
}

/** It ended without having been paid: why, and what can be done now. */
function Ended({ concert, reason, ended }: EndedProps) {
  const { checkout: say } = words.value;
  const inside = tokenFor(concert.concertId) !== undefined;
  const { title, text: told } = words.value.holdEnded[reason];
  const note = ended[0]?.endNote ?? null;
  const text = [told(seatsOf(ended)), note === null ? '' : words.value.holdEndedNote(note)].join(' ').trim();
  useEffect(() => announce(`${title}. ${text}`, 'urgent'), []);
  return (
    <StateCard
      icon={reason === 'operator' ? 'alert' : 'clock'}
      tone="warn"
      heading="h1"
      title={title}
      text={inside ? `${text} ${say.expired.stillInside}` : text}
    >
      <a class="button primary" href={hrefs.concert(concert.concertId)}>
        {inside ? say.expired.again : say.expired.joinAgain}
      </a>
    </StateCard>
  );
}

function Held({ concert, held }: { concert: Concert; held: Reservation[] }) {
  const { checkout: say } = words.value;
  const first = held.reduce((one, other) => (other.expiresAt < one.expiresAt ? other : one));
  const until = first.expiresAt;
  const ended = useComputed(() => now.value >= Date.parse(until)).value;
  useSaidCountdown(until, say.said);
  // The server says when a hold has ended; until it has said so, nothing is claimed.
  useEffect(() => {
    if (!ended) return;
    const timer = setInterval(() => void askForReservations(), 1_000);
    void askForReservations();
    return () => clearInterval(timer);
  }, [ended]);
  const amount = held.reduce((sum, one) => sum + one.amount, 0);
  return (
    <>
      <NoticeBanner concertId={concert.concertId} />
      <PageHead eyebrow={say.eyebrow} title={say.title} lead={ended ? say.ending : concert.title}>
        <Ring until={until} seconds={concert.holdSeconds} label={say.timeLeft} />
      </PageHead>
      {!ended && <MoreTime key={first.reservationId} concert={concert} reservation={first} />}
      <div class="checkout-page">
        <HeldSeats concert={concert} held={held} />
        <Payment
          concert={concert}
          reservationIds={held.map(({ reservationId }) => reservationId)}
          amount={amount}
          ended={ended}
        />
      </div>
    </>
  );
}
