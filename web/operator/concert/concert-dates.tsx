import './concert-dates.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../../kit/announcer.tsx';
import { format, money } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import { type Loaded, loadedFrom } from '../../kit/loaded.ts';
import type { DatePlanAnswer, DatePlansAnswer } from '../answers.ts';
import { AskedFor } from '../frame/asked-for.tsx';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';
import { type ChangedDate, DateForm } from './date-form.tsx';
import { draftOfDate, newDate, nextDateAfter } from './draft.ts';
import { plannedSections, totalOf } from './planned-seats.ts';
import { SeatMapPreview } from './seat-map-preview.tsx';

/** The dates of a concert: each with its hall, and what may still change of it; and a way to add another. */
export function ConcertDates({ concertId, timeZone }: { concertId: string; timeZone: string }) {
  const { concert: say } = words.value;
  const [loaded, setLoaded] = useState<Loaded<DatePlansAnswer>>({ state: 'loading' });
  const [edited, setEdited] = useState<ChangedDate | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const ask = async () => {
    const params = { concertId };
    setLoaded(loadedFrom(await askAsOperator('GET', '/v1/admin/concerts/{concertId}/dates', { params })));
  };
  useEffect(() => void ask(), [concertId]);
  const close = () => {
    setEdited(null);
    heading.current?.focus();
  };
  const saved = (sentence: string) => {
    announce(sentence);
    close();
    void ask();
  };
  const add = (dates: DatePlanAnswer[]) => {
    const last = dates.at(-1);
    const draft = last === undefined ? newDate() : nextDateAfter(draftOfDate(last, timeZone));
    setEdited({ before: null, draft });
  };
  return (
    <section class="card stack" aria-labelledby="concert-dates">
      <h2 id="concert-dates" ref={heading} tabIndex={-1}>
        {say.dates}
      </h2>
      <AskedFor loaded={loaded} again={() => void ask()}>
        {({ dates }) => (
          <>
            <ul class="concert-dates-list stack">
              {dates.map((plan) => (
                <li key={plan.date}>
                  {edited?.before?.date === plan.date ? (
                    <DateForm
                      concertId={concertId}
                      timeZone={timeZone}
                      changed={edited}
                      saved={saved}
                      cancel={close}
                    />
                  ) : (
                    <AnnouncedDate
                      plan={plan}
                      timeZone={timeZone}
                      change={() => setEdited({ before: plan, draft: draftOfDate(plan, timeZone) })}
                    />
                  )}
                </li>
              ))}
            </ul>
            {edited !== null && edited.before === null ? (
              <DateForm
                concertId={concertId}
                timeZone={timeZone}
                changed={edited}
                saved={saved}
                cancel={close}
              />
            ) : (
              <div>
                <button type="button" onClick={() => add(dates)}>
                  <Icon name="plus" /> {say.addDateLike}
                </button>
              </div>
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
}

function AnnouncedDate({ plan, timeZone, change }: AnnouncedDateProps) {
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
        <button type="button" onClick={change} aria-label={say.changeDateOf(date(plan.date))}>
          {say.changeDate}
        </button>
      </div>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary class="more">
          {say.showSeats}
          <span class="only-heard">: {date(plan.date)}</span>
        </summary>
        {open && <SeatMapPreview sections={sections} />}
      </details>
    </>
  );
}
