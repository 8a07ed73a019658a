import './seats-page.css';
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { go } from '../../kit/address.ts';
import { announce } from '../../kit/announcer.tsx';
import { Loading } from '../../kit/asked-for.tsx';
import { format, money } from '../../kit/format.ts';
import type { Hall, HallSeat, HallSection } from '../../kit/hall/hall.ts';
import { Notice } from '../../kit/notice.tsx';
import { PageHead, usePageTitle } from '../../kit/page-head.tsx';
import { StateCard } from '../../kit/state-card.tsx';
import { LOOKS } from '../concerts/ended-place.tsx';
import { NoticeBanner } from '../concerts/notice-banner.tsx';
import { AskedFor, NotThere, Trouble, unlessThereIsNone } from '../frame/asked-for.tsx';
import { Live } from '../frame/connection.tsx';
import { hrefs } from '../route.ts';
import { keepAsking } from '../service/connection.ts';
import { forgetOutcome, outcomes } from '../service/writes.ts';
import { askForConcert, askForDates, type BookableDate, type Concert, concertOf } from '../state/concerts.ts';
import { askForPlace, endings, places, tokenFor } from '../state/places.ts';
import { holdSlot, seatsOwnedIn } from '../state/reservations.ts';
import { words } from '../words/words.ts';
import { Basket } from './basket.tsx';
import { DateTabs } from './date-tabs.tsx';
import { SeatBoard } from './seat-board.ts';
import { SeatCanvas } from './seat-canvas.tsx';
import { SeatGrid } from './seat-grid.tsx';
import { SeatLegend } from './seat-legend.tsx';
import { seatName } from './seat-names.ts';
import { SectionList } from './section-list.tsx';
import { TimeInside } from './time-inside.tsx';

/** From so many seats on the map is a picture. */
const DRAWN_FROM = 150;

/** The seats of one date. */
export function SeatsPage({ concertId, date }: { concertId: string; date: string }) {
  const concert = concertOf(concertId);
  const token = tokenFor(concertId);
  useEffect(() => void askForConcert(concertId), [concertId]);
  useEffect(
    () => (token === undefined ? undefined : keepAsking(() => askForPlace(concertId))),
    [concertId, token],
  );
  usePageTitle(concert.state === 'here' ? `${words.value.seats.title} · ${concert.value.title}` : undefined);
  return (
    <AskedFor
      loaded={concert}
      shape="map"
      again={() => void askForConcert(concertId)}
      unless={unlessThereIsNone}
    >
      {(here) => <SeatsOf concert={here} date={date} />}
    </AskedFor>
  );
}

function SeatsOf({ concert, date }: { concert: Concert; date: string }) {
  const { concertId } = concert;
  const { seats: say } = words.value;
  const place = places.value[concertId];
  const token = tokenFor(concertId);
  const inside = place?.status === 'ACTIVE';
  const open = concert.waitingRoom.protects === 'booking';
  const mayLook = inside || open;
  const board = useMemo(() => new SeatBoard(concertId, date), [concertId, date]);
  const dates = useSignal<BookableDate[]>([]);

  useEffect(() => board.follow(), [board]);
  useEffect(() => {
    if (!mayLook) return;
    // Whoever has no place is told no changes.
    const checkMs = inside ? 30_000 : 4_000;
    return keepAsking(() => board.read(), { pollMs: 2_000, checkMs });
  }, [board, mayLook, inside]);
  useEffect(() => {
    if (!mayLook) return;
    return keepAsking(
      async () => {
        const reply = await askForDates(concertId);
        if (reply.ok) dates.value = reply.body.dates;
      },
      { pollMs: 6_000, checkMs: 15_000 },
    );
  }, [concertId, mayLook]);

  const held = outcomes.value[holdSlot(concertId)];
  useEffect(() => {
    if (held?.ok !== true) return;
    forgetOutcome(holdSlot(concertId));
    board.remove(board.chosen.peek());
    go(hrefs.checkout(concertId));
  }, [held]);
  useEffect(() => () => forgetOutcome(holdSlot(concertId)), [concertId]);

  if (!mayLook) {
    if (token !== undefined && place === undefined) return <Loading shape="map" />;
    if (token === undefined) return <NoPlace concertId={concertId} />;
    const { toLine, ...card } = say.notYourTurn;
    return <NotThere icon="people" {...card} href={hrefs.concert(concertId)} link={toLine} />;
  }
  const problem = board.problem.value;
  const hall = board.hall.value;
  return (
    <>
      <NoticeBanner concertId={concertId} />
      <PageHead eyebrow={concert.title} title={say.title} lead={format.value.day(date)}>
        {inside && place !== undefined && <TimeInside place={place} />}
      </PageHead>
      {!inside && (
        <Notice
          icon="people"
          actions={
            <a class="button" href={hrefs.concert(concertId)}>
              {say.noPlace.join}
            </a>
          }
        >
          {say.lookOnly}
        </Notice>
      )}
      <DateTabs concert={concert} dates={dates.value} here={date} />
      {problem !== null && (problem === 'offline' || problem.code !== 'SEATS_NOT_FOUND') && (
        <Trouble
          heading="h2"
          problem={problem === 'offline' ? null : problem}
          again={() => void board.read()}
        />
      )}
      {problem !== null && problem !== 'offline' && problem.code === 'SEATS_NOT_FOUND' && (
        <StateCard icon="search" title={say.notThere.title} text={say.notThere.text}>
          <a class="button primary" href={hrefs.concert(concertId)}>
            {say.notThere.dates}
          </a>
        </StateCard>
      )}
      {problem === null && hall === null && <Loading shape="map" />}
      {problem === null && hall !== null && <Seats {...{ board, hall, concert, date, inside }} />}
    </>
  );
}

/** The seats are not for whoever has no place: because it has ended, or because there never was one. */
function NoPlace({ concertId }: { concertId: string }) {
  const { concert, nav, seats: say } = words.value;
  const ending = endings.value[concertId];
  if (ending === undefined) {
    const { join, ...card } = say.noPlace;
    return <NotThere icon="people" {...card} href={hrefs.concert(concertId)} link={join} />;
  }
  const { why } = ending;
  const { icon, tone } = LOOKS[why];
  const [href, link] =
    why === 'paid' ? [hrefs.reservations, nav.reservations] : [hrefs.concert(concertId), say.noPlace.join];
  return <NotThere icon={icon} tone={tone} {...concert.endings[why]} href={href} link={link} />;
}

interface SeatsProps {
  board: SeatBoard;
  hall: Hall;
  concert: Concert;
  date: string;
  inside: boolean;
}

function Seats({ board, hall, concert, date, inside }: SeatsProps) {
  const { seats: say, seat: saySeat } = words.value;
  const drawn = hall.seats.size > DRAWN_FROM;
  const asList = useSignal(false);
  const near = useSignal<{ section: HallSection } | null>(null);
  const map = useRef<HTMLElement>(null);
  const free = board.available.value;

  const pick = (seat: HallSeat) => {
    const name = seatName(seat);
    const status = board.statusOf(seat.number);
    if (!inside) return;
    if (status === 'chosen') {
      board.remove([seat.number]);
      announce(say.removed(name));
    } else if (status !== 'AVAILABLE') announce(say.taken(name, saySeat.status[status]));
    else if (board.chosen.peek().length >= concert.seatsPerUser - seatsOwnedIn(concert.concertId)) {
      announce(say.limitReached(concert.seatsPerUser), 'urgent');
      board.limitHit.value = true;
    } else {
      board.choose([seat.number]);
      announce(say.chosen(name, money.value(board.total.peek())));
    }
  };
  const listSwitch = (
    <button
      type="button"
      class="seats-page-switch"
      aria-pressed={asList.value}
      onClick={() => {
        asList.value = !asList.value;
      }}
    >
      {asList.value ? say.hideList : say.showList}
    </button>
  );
  const shown = drawn && !asList.value;
  return (
    <div class="seats-page">
      <section ref={map} class="card seats-page-map stack" aria-label={say.map}>
        <div class="seats-page-top row">
          <p class="strong">{say.free(free)}</p>
          <Live />
        </div>
        {free === 0 && (
          <Notice icon="ticket" tone="warn" title={say.soldOut.title}>
            {say.soldOut.text}
          </Notice>
        )}
        <SeatLegend hall={hall} drawn={shown} own={board.own.value.size > 0} />
        {shown && <SeatCanvas board={board} hall={hall} near={near} pick={pick} beside={listSwitch} />}
        {drawn && asList.value && listSwitch}
        {!shown && (
          <SeatGrid board={board} hall={hall} pick={pick} beginAt={near.value?.section.rows[0] ?? null} />
        )}
        {shown && hall.sections.length > 1 && (
          <SectionList
            board={board}
            hall={hall}
            enter={(section) => {
              near.value = { section };
              map.current?.querySelector('.hall-canvas')?.scrollIntoView({ block: 'start' });
            }}
          />
        )}
      </section>
      {inside && <Basket board={board} hall={hall} concert={concert} date={date} />}
    </div>
  );
}
