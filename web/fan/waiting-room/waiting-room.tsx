import './waiting-room.css';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../../kit/announcer.tsx';
import { format } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import { Meter } from '../../kit/meter.tsx';
import { Notice } from '../../kit/notice.tsx';
import { PageHead, usePageTitle } from '../../kit/page-head.tsx';
import { Live } from '../frame/connection.tsx';
import type { Concert } from '../state/concerts.ts';
import { lines, type Place, startRankFor } from '../state/places.ts';
import { words } from '../words/words.ts';
import { Leave } from './leave.tsx';
import { NextSteps } from './next-steps.tsx';
import { askToNotify, mayNotify } from './turn-signal.ts';
import { rangeInWords, waitRange } from './wait-range.ts';

const SAID_EVERY_MS = 30_000;

/** Where one waits, and sees how far it is. */
export function WaitingRoom({ concert, place }: { concert: Concert; place: Place }) {
  const { concertId } = concert;
  const { waiting: say, title } = words.value;
  const { whole } = format.value;
  const { rank } = place;
  const { waitingSeconds } = concert.waitingRoom;
  const line = lines.value[concertId] ?? concert.waitingRoom;
  const start = Math.max(startRankFor(concertId) ?? rank, rank);
  const firstSeen = useRef(rank);
  const range = waitRange(place.estimatedWaitSeconds, { rank, moved: Math.max(firstSeen.current - rank, 0) });
  const wait = line.paused ? say.range.paused : rangeInWords(range, say.range);
  const percent = Math.round(((start - rank) / start) * 100);
  usePageTitle(`${title.rank(whole(rank))} · ${concert.title}`);
  useSaidRank(rank, wait);
  return (
    <>
      <PageHead eyebrow={say.eyebrow} title={concert.title} />
      {line.paused && (
        <Notice icon="pause" tone="warn" spoken title={say.paused.title}>
          {say.paused.text}
        </Notice>
      )}
      {!line.paused && range.to > waitingSeconds && (
        <Notice icon="clock" tone="warn">
          {say.mayBeLonger(format.value.spoken(waitingSeconds))}
        </Notice>
      )}
      {concert.sale.availability !== 'MANY' && (
        <Notice icon="ticket" tone="warn" spoken>
          {concert.sale.availability === 'FEW' ? words.value.fewLeft : words.value.noneLeft}
        </Notice>
      )}
      <div class="waiting-room">
        <section class="card waiting-room-place" aria-label={say.place}>
          <div class="waiting-room-top row">
            <h2>{say.place}</h2>
            <Live />
          </div>
          <p class="waiting-room-rank display" data-testid="rank">
            {whole(rank)}
          </p>
          <p class="waiting-room-ahead">{rank === 1 ? say.next : say.ahead(rank - 1)}</p>
          <div
            class="waiting-room-bar"
            role="progressbar"
            aria-label={say.progress}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={percent}
            aria-valuetext={say.progressText(percent)}
          >
            <Meter part={Math.max(percent, 2)} of={100} />
          </div>
          <dl class="waiting-room-facts">
            <div>
              <dt>{say.wait}</dt>
              <dd>{wait}</dd>
            </div>
            <div>
              <dt>{say.number}</dt>
              <dd class="numerals">{whole(place.number)}</dd>
            </div>
            <div>
              <dt>{say.keptFor}</dt>
              <dd>{format.value.spoken(waitingSeconds)}</dd>
            </div>
          </dl>
          <p class="small faint waiting-room-hint">{say.rangeHint}</p>
        </section>
        <div class="stack">
          <NextSteps concert={concert} />
          <Notify />
          <Leave
            concertId={concertId}
            say={{
              leave: say.leave,
              title: say.leaveTitle,
              text: say.leaveText(whole(rank)),
              stay: say.leaveStay,
              go: say.leave,
            }}
          />
        </div>
      </div>
    </>
  );
}

/** Listeners hear where they stand, but not every second. */
function useSaidRank(rank: number, wait: string): void {
  const said = useRef(0);
  const { waiting: say } = words.value;
  useEffect(() => {
    if (rank > 3 && Date.now() < said.current + SAID_EVERY_MS) return;
    said.current = Date.now();
    announce(say.said(rank, wait));
  }, [rank]);
}

function Notify() {
  const { waiting: say } = words.value;
  const state = mayNotify.value;
  if (state === 'impossible') return null;
  if (state === 'unasked') {
    return (
      <button type="button" onClick={askToNotify}>
        <Icon name="bell" /> {say.notify}
      </button>
    );
  }
  return (
    <p class="small faint" role="status">
      <Icon name="bell" /> {state === 'yes' ? say.notifyOn : say.notifyBlocked}
    </p>
  );
}
