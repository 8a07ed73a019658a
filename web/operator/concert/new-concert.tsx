import './concert-form.css';
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../../kit/announcer.tsx';
import { Field, FieldFault, Judgement, TextField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { Notice } from '../../kit/notice.tsx';
import { watch } from '../connection.ts';
import { faultOf } from '../frame/deed.tsx';
import { Screen } from '../frame/screen.tsx';
import { saleAddress } from '../route.ts';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';
import { ConcertPreview } from './concert-preview.tsx';
import { DateEditor } from './date-editor.tsx';
import { type Draft, newDraft, nextDateAfter, planOf } from './draft.ts';
import { type Faults, faultsOf, faultsUnder, noFaults } from './faults.ts';
import { RoomFields, secondsHint } from './room-fields.tsx';
import { TIME_ZONES } from './zoned-time.ts';

/** What is being written stays while one looks elsewhere, or has to sign in again. */
const draft = signal<Draft>(newDraft());
/** Sent once more after a lost answer, the same plan creates nothing twice. */
const key = signal(newKey());

function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

function edit(fields: Partial<Draft>): void {
  draft.value = { ...draft.value, ...fields };
  key.value = newKey();
}

/** A concert with its dates and seats, and beside the form what will come of it. */
export function NewConcert() {
  const { concert: say, page } = words.value;
  const now = draft.value;
  const form = useRef<HTMLFormElement>(null);
  const [faults, setFaults] = useState<Faults>(noFaults);
  const [judged, setJudged] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => watch(null), []);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [judged]);
  const datesFault = faults.get('/dates');
  const set = (field: keyof Draft) => (value: string) => edit({ [field]: value });
  const create = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const reply = await askAsOperator('POST', '/v1/admin/concerts', {
      body: planOf(draft.value),
      idempotencyKey: key.value,
    });
    setBusy(false);
    if (reply.ok) {
      draft.value = newDraft();
      key.value = newKey();
      announce(say.created);
      location.hash = saleAddress(reply.body.concertId);
      return;
    }
    const refused = 'offline' in reply ? noFaults : faultsOf(reply.problem);
    setProblem(refused.size > 0 ? say.mend(refused.size) : faultOf(reply));
    setFaults(refused);
    setJudged(judged + 1);
  };
  return (
    <Screen title={page.newConcert} lead={say.lead}>
      <Judgement.Provider value={judged}>
        <form class="concert-form" ref={form} noValidate onSubmit={create}>
          <div>
            <fieldset class="concert-form-part card stack">
              <legend>{say.what}</legend>
              <TextField
                label={say.title}
                value={now.title}
                fault={faults.get('/title')}
                change={set('title')}
              />
              <div class="concert-form-two">
                <TextField
                  label={say.venue}
                  value={now.venue}
                  fault={faults.get('/venue')}
                  change={set('venue')}
                />
                <Field label={say.timeZone} fault={faults.get('/timeZone')}>
                  {(control) => (
                    <select
                      {...control}
                      value={now.timeZone}
                      onChange={(event) => edit({ timeZone: event.currentTarget.value })}
                    >
                      {TIME_ZONES.map((zone) => (
                        <option key={zone}>{zone}</option>
                      ))}
                    </select>
                  )}
                </Field>
              </div>
            </fieldset>
            <fieldset class="concert-form-part card stack">
              <legend>{say.sale}</legend>
              <div class="concert-form-two">
                <TextField
                  label={say.opensAt}
                  hint={say.opensAtHint}
                  value={now.opensAt}
                  fault={faults.get('/saleOpensAt')}
                  change={set('opensAt')}
                  input={{ type: 'datetime-local' }}
                />
                <TextField
                  label={say.closesAt}
                  hint={say.closesAtHint}
                  value={now.closesAt}
                  fault={faults.get('/saleClosesAt')}
                  change={set('closesAt')}
                  input={{ type: 'datetime-local' }}
                />
                <TextField
                  label={say.holdSeconds}
                  hint={secondsHint(now.holdSeconds)}
                  value={now.holdSeconds}
                  fault={faults.get('/holdSeconds')}
                  change={set('holdSeconds')}
                  input={{ inputMode: 'numeric' }}
                />
                <TextField
                  label={say.seatsPerUser}
                  value={now.seatsPerUser}
                  fault={faults.get('/seatsPerUser')}
                  change={set('seatsPerUser')}
                  input={{ inputMode: 'numeric' }}
                />
              </div>
            </fieldset>
            <fieldset class="concert-form-part card stack">
              <legend>{say.dates}</legend>
              {now.dates.map((date, index) => (
                <DateEditor
                  key={date.id}
                  date={date}
                  legend={say.dateNumber(index + 1)}
                  faults={faultsUnder(faults, `/dates/${index}`)}
                  change={(changed) =>
                    edit({ dates: now.dates.map((other) => (other.id === date.id ? changed : other)) })
                  }
                  remove={
                    now.dates.length === 1
                      ? null
                      : () => edit({ dates: now.dates.filter(({ id }) => id !== date.id) })
                  }
                />
              ))}
              {datesFault !== undefined && <FieldFault fault={datesFault} />}
              <div>
                <button
                  type="button"
                  onClick={() => {
                    const before = now.dates.at(-1);
                    if (before !== undefined) edit({ dates: [...now.dates, nextDateAfter(before)] });
                  }}
                >
                  <Icon name="plus" /> {say.addDate}
                </button>
              </div>
            </fieldset>
            <RoomFields
              room={now.room}
              faults={faultsUnder(faults, '/waitingRoom')}
              change={(room) => edit({ room })}
            />
          </div>
          <div class="concert-form-beside">
            <ConcertPreview draft={now} />
            {problem !== null && (
              <Notice tone="bad" spoken>
                {problem}
              </Notice>
            )}
            <div class="row">
              <button type="submit" class="primary" disabled={busy}>
                {say.create}
              </button>
              <button
                type="button"
                onClick={() => {
                  edit(newDraft());
                  setFaults(noFaults);
                  setProblem(null);
                }}
              >
                {say.empty}
              </button>
            </div>
          </div>
        </form>
      </Judgement.Provider>
    </Screen>
  );
}
