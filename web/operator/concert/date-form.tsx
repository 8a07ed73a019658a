import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ConfirmDialog } from '../../kit/dialog.tsx';
import { format } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import type { DatePlanAnswer } from '../answers.ts';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';
import { DateEditor } from './date-editor.tsx';
import { type DraftDate, datePlanOf, draftOfDate, seatsOf, startOf } from './draft.ts';
import { useJudgement } from './judgement.ts';
import { type KeptDate, keepDate } from './kept-changes.ts';
import { mergedWith } from './merged.ts';
import { plannedSections } from './planned-seats.ts';
import { Refusal } from './refusal.tsx';
import { SeatMapPreview } from './seat-map-preview.tsx';
import { changeDay, planOn, type SeenDates } from './seen-dates.ts';

/** A date that is being changed, as it was when that began; a new one was nothing before. */
export interface ChangedDate {
  before: DatePlanAnswer | null;
  draft: DraftDate;
}

interface DateFormProps {
  concertId: string;
  timeZone: string;
  seen: SeenDates;
  /** Perhaps with what was typed before the page was loaded anew. */
  changed: ChangedDate | KeptDate;
  saved: (sentence: string) => void;
  /** How the dates are now, when somebody else was quicker. */
  askAgain: () => Promise<SeenDates | null>;
  cancel: () => void;
}

/** One date of a concert that is there already, with the hall as it will be. */
export function DateForm({ concertId, timeZone, seen, changed, saved, askAgain, cancel }: DateFormProps) {
  const { concert: say } = words.value;
  /** What one has seen when one began: dates that were asked for since are not what one is changing. */
  const [base, setBase] = useState({
    before: changed.before,
    draft: changed.draft,
    seen: 'seen' in changed ? changed.seen : seen,
  });
  const [draft, setDraft] = useState('typed' in changed ? changed.typed : changed.draft);
  const [overtaken, setOvertaken] = useState<string[] | null>(null);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const { before } = base;
  const plan = before === null ? datePlanOf(draft, timeZone) : changesIn(draft, base.draft, timeZone);
  const judgement = useJudgement(plan);
  const form = useRef<HTMLFormElement>(null);
  const sections = useMemo(() => plannedSections(draft), [draft]);
  useEffect(() => keepDate(concertId, { ...base, typed: draft }), [base, draft]);
  const isMoved = before !== null && draft.date !== before.date;
  useEffect(() => {
    // Whoever has loaded the page anew begins to read at its top.
    if (judgement.times === 0 && 'typed' in changed) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid], input:not(:disabled)')?.focus();
  }, [judgement.times]);
  /** What somebody else has made of it is taken over, but for what one is changing oneself. */
  const follow = async () => {
    const now = await askAgain();
    const theirs = now === null || before === null ? undefined : planOn(now, before.date);
    if (now === null || theirs === undefined) return setOvertaken([]);
    const draftOfTheirs = draftOfDate(theirs, timeZone);
    const merged = mergedWith(draft, base.draft, draftOfTheirs);
    setBase({ before: theirs, draft: draftOfTheirs, seen: now });
    setDraft(merged.draft);
    setOvertaken(merged.disputed);
  };
  const save = async () => {
    if (busy) return;
    setBusy(true);
    setOvertaken(null);
    const reply = await changeDay(
      { concertId, seen: base.seen, day: before?.date ?? draft.date },
      before === null
        ? (ifMatch) =>
            askAsOperator('POST', '/v1/admin/concerts/{concertId}/dates', {
              params: { concertId },
              body: datePlanOf(draft, timeZone),
              ifMatch,
            })
        : (ifMatch) =>
            askAsOperator('PATCH', '/v1/admin/concerts/{concertId}/dates/{date}', {
              params: { concertId, date: before.date },
              body: plan,
              ifMatch,
            }),
    );
    setBusy(false);
    setAsking(false);
    if (reply.ok) return saved(before === null ? say.dateAdded : isMoved ? say.dateMoved : say.dateSaved);
    if (reply.status === 412) return follow();
    judgement.refused(reply, plan);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (before !== null && Object.keys(plan).length === 0) return saved(say.nothingToSave);
    return isMoved && draft.date !== '' ? setAsking(true) : save();
  };
  return (
    <form ref={form} class="stack" noValidate onSubmit={submit}>
      <DateEditor
        date={draft}
        timeZone={timeZone}
        legend={before === null ? say.newDate : format.value.date(before.date)}
        faults={judgement.faults}
        change={setDraft}
        remove={null}
        dayStays={before?.movable === false}
        seatsStay={before?.changeable === false}
      />
      <SeatMapPreview sections={sections} />
      {overtaken !== null && <Overtaken disputed={overtaken} />}
      <Refusal judgement={judgement} mend={say.mendDate} />
      <div class="row">
        <button type="submit" class="primary" aria-busy={busy}>
          {busy ? say.saving : say.saveDate}
        </button>
        <button type="button" onClick={cancel}>
          {words.value.cancel}
        </button>
      </div>
      {asking && before !== null && (
        <ConfirmDialog
          title={say.moveTitle(format.value.date(before.date), format.value.date(draft.date))}
          go={say.move}
          harmless
          close={() => setAsking(false)}
          confirm={async () => {
            await save();
            return null;
          }}
        >
          <p>{say.moveMeans}</p>
        </ConfirmDialog>
      )}
    </form>
  );
}

/** Whoever was quicker has had it their way; what one has entered otherwise stands in the form and nowhere else. */
function Overtaken({ disputed }: { disputed: string[] }) {
  const { meanwhile: say, concert } = words.value;
  const { date, time, seats, price, seatMap } = concert;
  const named: Record<string, string> = { date, time, seats, price, map: seatMap, sections: seatMap };
  return (
    <Notice tone="bad" spoken title={say.somebody}>
      {disputed.length > 0 && <p>{say.enteredOtherwise(disputed.map((field) => named[field]).join(', '))}</p>}
      <p>{say.notApplied}</p>
    </Notice>
  );
}

/**
 * What was touched. Seats that are the same would be new ones if they were sent, and a show that begins after midnight is
 * moved with its hour only by whoever knows its day.
 */
function changesIn(draft: DraftDate, before: DraftDate, timeZone: string): object {
  const [seats, seatsBefore] = [seatsOf(draft), seatsOf(before)];
  return {
    ...(draft.date === before.date ? {} : { date: draft.date === '' ? null : draft.date }),
    ...(draft.time === before.time ? {} : { startsAt: startOf(draft, timeZone) ?? null }),
    ...(JSON.stringify(seats) === JSON.stringify(seatsBefore) ? {} : seats),
  };
}
