import './concert-dates.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../../kit/announcer.tsx';
import { ConfirmDialog } from '../../kit/dialog.tsx';
import { format, money } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import { type Loaded, loadedFrom, newer } from '../../kit/loaded.ts';
import type { DatePlanAnswer } from '../answers.ts';
import { AskedFor } from '../frame/asked-for.tsx';
import { words } from '../words/words.ts';
import { type ChangedDate, DateForm } from './date-form.tsx';
import { draftOfDate, newDate, nextDateAfter } from './draft.ts';
import { keepDate, keptDate } from './kept-changes.ts';
import { plannedSections, totalOf } from './planned-seats.ts';
import { refusedFor } from './refused-for.ts';
import { SeatMapPreview } from './seat-map-preview.tsx';
import type { SeenConcert } from './seen-concert.ts';
import { askForDates, removeDay, type SeenDates } from './seen-dates.ts';

interface ConcertDatesProps {
  concert: SeenConcert;
  /** The concert is asked for again: with its dates it has another tag. */
  askAgain: () => Promise<unknown>;
}

/** The dates of a concert: each with its hall, and what may still change of it; and a way to add another. */
export function ConcertDates({ concert: { concertId, timeZone, tag }, askAgain }: ConcertDatesProps) {
  const { concert: say } = words.value;
  const [loaded, setLoaded] = useState<Loaded<SeenDates>>({ state: 'loading' });
  const [edited, setEdited] = useState<ChangedDate | null>(() => keptDate(concertId));
  const [removed, setRemoved] = useState<DatePlanAnswer | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const ask = async () => {
    const reply = await askForDates(concertId);
    setLoaded((before) => newer(before, loadedFrom(reply)));
    return reply.ok ? reply.body : null;
  };
  // Whatever somebody changes of the concert gives it another tag: dates are among that.
  useEffect(() => void ask(), [concertId, tag]);
  const close = () => {
    keepDate(concertId, null);
    setEdited(null);
    setRemoved(null);
    heading.current?.focus();
  };
  const saved = (sentence: string) => {
    announce(sentence);
    close();
    void ask();
    void askAgain();
  };
  const add = (dates: DatePlanAnswer[]) => {
    const last = dates.at(-1);
    const draft = last === undefined ? newDate() : nextDateAfter(draftOfDate(last, timeZone));
    setEdited({ before: null, draft });
  };
  const remove = async (seen: SeenDates, { date }: DatePlanAnswer) => {
    const reply = await removeDay(concertId, seen, date);
    if (reply.ok) {
      saved(say.dateRemoved);
      return null;
    }
    void ask();
    return refusedFor(reply, { '/removed': say.onlyDate });
  };
  const formOf = (seen: SeenDates, changed: ChangedDate) => (
    <DateForm
      concertId={concertId}
      timeZone={timeZone}
      seen={seen}
      changed={changed}
      saved={saved}
      askAgain={ask}
      cancel={close}
    />
  );
  return (
    <section class="card stack" aria-labelledby="concert-dates">
      <h2 id="concert-dates" ref={heading} tabIndex={-1}>
        {say.dates}
      </h2>
      <AskedFor loaded={loaded} again={() => void ask()}>
        {(seen) => (
          <>
            <ul class="concert-dates-list stack">
              {seen.dates.map((plan) => (
                <li key={plan.date}>
                  {edited?.before?.date === plan.date ? (
                    formOf(seen, edited)
                  ) : (
                    <AnnouncedDate
                      plan={plan}
                      timeZone={timeZone}
                      change={() => setEdited({ before: plan, draft: draftOfDate(plan, timeZone) })}
                      remove={() => setRemoved(plan)}
                    />
                  )}
                </li>
              ))}
            </ul>
            {edited !== null && !seen.dates.some(({ date }) => date === edited.before?.date) ? (
              formOf(seen, edited)
            ) : (
              <div>
                <button type="button" onClick={() => add(seen.dates)}>
                  <Icon name="plus" /> {say.addDateLike}
                </button>
              </div>
            )}
            {removed !== null && (
              <ConfirmDialog
                title={say.removeDateTitle(format.value.date(removed.date))}
                go={say.removeDate}
                close={() => setRemoved(null)}
                confirm={() => remove(seen, removed)}
              >
                <p>{say.removeDateMeans}</p>
              </ConfirmDialog>
            )}
          </>
        )}
      </AskedFor>
    </section>
  );
}

interface AnnouncedDateProps {
  plan: DatePlanAnswer;
  timeZone: string;
  change: () => void;
  remove: () => void;
}

function AnnouncedDate({ plan, timeZone, change, remove }: AnnouncedDateProps) {
  const { concert: say } = words.value;
  const { exactMomentIn, date, whole } = format.value;
  const [open, setOpen] = useState(false);
  const sections = plannedSections(draftOfDate(plan, timeZone));
  const prices = sections.map(({ price }) => price);
  const [from, to] = [Math.min(...prices), Math.max(...prices)].map(money.value);
  return (
    <>
      <div class="concert-dates-date">
        <div>
          <h3>{exactMomentIn(plan.startsAt, timeZone)}</h3>
          <p class="faint">
            {say.seatsAt(whole(totalOf(sections).seats), from === to ? `${from}` : `${from} – ${to}`)}
          </p>
        </div>
        <div class="row">
          <button type="button" onClick={change} aria-label={say.changeDateOf(date(plan.date))}>
            {say.changeDate}
          </button>
          {plan.movable && (
            <button
              type="button"
              class="danger"
              onClick={remove}
              aria-label={say.removeDateOf(date(plan.date))}
            >
              {say.removeDate}
            </button>
          )}
        </div>
      </div>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary class="more">
          {say.showSeats}
          <span class="only-heard">: {date(plan.date)}</span>
        </summary>
        {open && <SeatMapPreview sections={sections} />}
      </details>
      {!plan.movable && <p class="small faint">{say.dayStays}</p>}
    </>
  );
}
