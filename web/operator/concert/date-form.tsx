import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { format } from '../../kit/format.ts';
import type { DatePlanAnswer } from '../answers.ts';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';
import { DateEditor } from './date-editor.tsx';
import { type DraftDate, datePlanOf, draftOfDate, seatsOf, startOf } from './draft.ts';
import { useJudgement } from './judgement.ts';
import { plannedSections } from './planned-seats.ts';
import { Refusal } from './refusal.tsx';
import { SeatMapPreview } from './seat-map-preview.tsx';

/** A date that is being changed; a new one was nothing before. */
export interface ChangedDate {
  before: DatePlanAnswer | null;
  draft: DraftDate;
}

interface DateFormProps {
  concertId: string;
  timeZone: string;
  changed: ChangedDate;
  saved: (sentence: string) => void;
  cancel: () => void;
}

/** One date of a concert that is there already, with the hall as it will be. */
export function DateForm({ concertId, timeZone, changed, saved, cancel }: DateFormProps) {
  const { concert: say } = words.value;
  const { before } = changed;
  const [draft, setDraft] = useState(changed.draft);
  const plan = before === null ? datePlanOf(draft, timeZone) : changesIn(draft, before, timeZone);
  const judgement = useJudgement(plan);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const sections = useMemo(() => plannedSections(draft), [draft]);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid], input:not(:disabled)')?.focus();
  }, [judgement.times]);
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const reply =
      before === null
        ? await askAsOperator('POST', '/v1/admin/concerts/{concertId}/dates', {
            params: { concertId },
            body: datePlanOf(draft, timeZone),
          })
        : await askAsOperator('PATCH', '/v1/admin/concerts/{concertId}/dates/{date}', {
            params: { concertId, date: before.date },
            body: changesIn(draft, before, timeZone),
          });
    setBusy(false);
    if (reply.ok) return saved(before === null ? say.dateAdded : say.dateSaved);
    judgement.refused(reply, plan);
  };
  return (
    <form ref={form} class="stack" noValidate onSubmit={save}>
      <DateEditor
        date={draft}
        timeZone={timeZone}
        legend={before === null ? say.newDate : format.value.date(before.date)}
        faults={judgement.faults}
        change={setDraft}
        remove={null}
        stays={before === null ? undefined : before.changeable ? 'day' : 'day and seats'}
      />
      <SeatMapPreview sections={sections} />
      <Refusal judgement={judgement} mend={say.mendDate} />
      <div class="row">
        <button type="submit" class="primary" disabled={busy}>
          {say.saveDate}
        </button>
        <button type="button" onClick={cancel}>
          {words.value.cancel}
        </button>
      </div>
    </form>
  );
}

/** Seats that are the same are not sent: they would be new ones. */
function changesIn(draft: DraftDate, before: DatePlanAnswer, timeZone: string): object {
  const [seats, seatsBefore] = [seatsOf(draft), seatsOf(draftOfDate(before, timeZone))];
  const same = JSON.stringify(seats) === JSON.stringify(seatsBefore);
  return { startsAt: startOf(draft, timeZone), ...(same ? {} : seats) };
}
