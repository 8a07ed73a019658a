import './concert-form.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../../kit/announcer.tsx';
import { Choice, Field, FieldFault, TextField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { Notice } from '../../kit/notice.tsx';
import { remembers } from '../../kit/storage.ts';
import { watch } from '../connection.ts';
import { Screen } from '../frame/screen.tsx';
import { saleAddress } from '../route.ts';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';
import { ConcertPreview } from './concert-preview.tsx';
import { DateEditor } from './date-editor.tsx';
import { type Draft, nextDateAfter, planOf } from './draft.ts';
import { faultsUnder } from './faults.ts';
import { useJudgement } from './judgement.ts';
import { edit, startOver, written } from './kept-draft.ts';
import { Refusal } from './refusal.tsx';
import { RoomFields, secondsHint } from './room-fields.tsx';
import { SaleFields } from './sale-fields.tsx';
import { TIME_ZONES } from './zoned-time.ts';

/** A concert with its dates and seats, and beside the form what will come of it. */
export function NewConcert() {
  const { concert: say, page } = words.value;
  const { draft: now, key } = written.value;
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const judgement = useJudgement(planOf(now));
  const { faults } = judgement;
  useEffect(() => watch(null), []);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [judgement.times]);
  const datesFault = faults.get('/dates');
  const isDraft = now.seenBy === 'operators';
  const set = (field: keyof Draft) => (value: string) => edit({ [field]: value });
  const create = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const plan = planOf(now);
    const reply = await askAsOperator('POST', '/v1/admin/concerts', { body: plan, idempotencyKey: key });
    setBusy(false);
    if (!reply.ok) return judgement.refused(reply, plan);
    startOver();
    announce(isDraft ? say.draftCreated : say.created);
    location.hash = saleAddress(reply.body.concertId);
  };
  return (
    <Screen title={page.newConcert} lead={say.lead}>
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
          <SaleFields
            rules={now}
            timeZone={now.timeZone}
            faults={faults}
            change={edit}
            hints={{ opensAt: say.opensAtHint, closesAt: say.closesAtHint }}
          >
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
          </SaleFields>
          <fieldset class="concert-form-part card stack">
            <legend>{say.dates}</legend>
            {now.dates.map((date, index) => (
              <DateEditor
                key={date.id}
                date={date}
                timeZone={now.timeZone}
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
          <Choice
            legend={say.seenBy}
            name="seen-by"
            options={say.seenByWhom}
            chosen={now.seenBy}
            choose={(seenBy) => edit({ seenBy })}
          />
          <Refusal judgement={judgement} mend={say.mend} />
          {!remembers.value && <Notice tone="warn">{say.notKept}</Notice>}
          <div class="row">
            <button type="submit" class="primary" aria-busy={busy}>
              {busy ? say.creating : isDraft ? say.createDraft : say.create}
            </button>
            <button
              type="button"
              onClick={() => {
                startOver();
                judgement.forget();
              }}
            >
              {say.empty}
            </button>
          </div>
        </div>
      </form>
    </Screen>
  );
}
