import './concert-preview.css';
import { useState } from 'preact/hooks';
import { format, money } from '../../kit/format.ts';
import { words } from '../words/words.ts';
import type { Draft } from './draft.ts';
import { plannedSections, totalOf } from './planned-seats.ts';
import { SeatMapPreview } from './seat-map-preview.tsx';
import { instantAt } from './zoned-time.ts';

/** What will be created, as far as it is filled in: the concert, and the hall of one of its dates. */
export function ConcertPreview({ draft }: { draft: Draft }) {
  const { preview: say, concert } = words.value;
  const { whole } = format.value;
  const [chosen, setChosen] = useState<number | null>(null);
  const date = draft.dates.find(({ id }) => id === chosen) ?? draft.dates[0];
  const totals = draft.dates.map((each) => totalOf(plannedSections(each)));
  const seats = totals.reduce((sum, total) => sum + total.seats, 0);
  const value = totals.reduce((sum, total) => sum + total.value, 0);
  return (
    <section class="card stack" aria-labelledby="concert-preview">
      <h2 id="concert-preview">{say.title}</h2>
      <div>
        <p class="concert-preview-title">{draft.title.trim() === '' ? say.untitled : draft.title}</p>
        {draft.venue !== '' && <p class="faint">{draft.venue}</p>}
        <p class="faint">{opening(draft)}</p>
      </div>
      {draft.dates.length > 1 && (
        <div class="field">
          <label class="field-label" for="concert-preview-date">
            {say.date}
          </label>
          <select
            id="concert-preview-date"
            value={date?.id}
            onChange={(event) => setChosen(Number(event.currentTarget.value))}
          >
            {draft.dates.map((each, index) => (
              <option key={each.id} value={each.id}>
                {each.date === '' ? concert.dateNumber(index + 1) : format.value.date(each.date)}
              </option>
            ))}
          </select>
        </div>
      )}
      {date !== undefined && <SeatMapPreview sections={plannedSections(date)} />}
      {draft.dates.length > 1 && (
        <p class="concert-preview-total">
          <b>{say.allDates(whole(draft.dates.length), whole(seats))}</b>
          <span class="faint"> {say.worth(money.value(value))}</span>
        </p>
      )}
    </section>
  );
}

function opening({ seenBy, saleOpensAt, timeZone }: Draft): string {
  const { preview: say } = words.value;
  if (seenBy === 'operators') return say.isDraft;
  const at = saleOpensAt === '' ? null : instantAt(saleOpensAt, timeZone);
  return at === null ? say.opensAtOnce : say.opens(format.value.exactMomentIn(at, timeZone));
}
