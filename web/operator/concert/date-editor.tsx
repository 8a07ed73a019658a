import './concert-form.css';
import { Choice, TextField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { words } from '../words/words.ts';
import type { DraftDate } from './draft.ts';
import { type Faults, faultsUnder } from './faults.ts';
import { SectionsEditor } from './sections-editor.tsx';
import { timeHint } from './time-hint.tsx';

interface DateEditorProps {
  date: DraftDate;
  timeZone: string;
  legend: string;
  faults: Faults;
  change: (date: DraftDate) => void;
  /** Null where there is only this one. */
  remove: (() => void) | null;
  /** Of a date of which something is held or sold. */
  dayStays?: boolean;
  /** Of a date of which a seat was ever held. */
  seatsStay?: boolean;
}

/** One evening: when it begins, and the seats that are sold for it. */
export function DateEditor({ date, timeZone, legend, faults, change, remove, ...stays }: DateEditorProps) {
  const { concert: say } = words.value;
  const { dayStays = false, seatsStay = false } = stays;
  const set = (fields: Partial<DraftDate>) => change({ ...date, ...fields });
  return (
    <fieldset class="date-editor stack">
      <legend>{legend}</legend>
      {remove !== null && (
        <button type="button" class="plain date-editor-remove" onClick={remove}>
          <Icon name="minus" /> {say.removeDate}
          <span class="only-heard">: {legend}</span>
        </button>
      )}
      <div class="concert-form-two">
        <TextField
          label={say.date}
          hint={dayStays ? say.dayStays : undefined}
          value={date.date}
          fault={faults.get('/date')}
          change={(value) => set({ date: value })}
          input={{ type: 'date', disabled: dayStays }}
        />
        <TextField
          label={say.time}
          hint={timeHint(say.timeHint, `${date.date}T${date.time}`, timeZone)}
          value={date.time}
          fault={faults.get('/startsAt')}
          change={(time) => set({ time })}
          input={{ type: 'time' }}
        />
      </div>
      {seatsStay ? <p class="faint">{say.seatsStay}</p> : <DateSeats date={date} faults={faults} set={set} />}
    </fieldset>
  );
}

interface DateSeatsProps {
  date: DraftDate;
  faults: Faults;
  set: (fields: Partial<DraftDate>) => void;
}

function DateSeats({ date, faults, set }: DateSeatsProps) {
  const { concert: say } = words.value;
  return (
    <>
      <Choice
        legend={say.seatMap}
        name={`map-${date.id}`}
        options={say.maps}
        chosen={date.map}
        choose={(map) => set({ map })}
      />
      {date.map === 'plain' ? (
        <div class="concert-form-two">
          <TextField
            label={say.seats}
            value={date.seats}
            fault={faults.get('/seats')}
            change={(seats) => set({ seats })}
            input={{ inputMode: 'numeric' }}
          />
          <TextField
            label={say.price}
            value={date.price}
            fault={faults.get('/price')}
            change={(price) => set({ price })}
            input={{ inputMode: 'numeric' }}
          />
        </div>
      ) : (
        <SectionsEditor
          sections={date.sections}
          faults={faultsUnder(faults, '/seatMap')}
          fault={faults.get('/seatMap')}
          change={(sections) => set({ sections })}
        />
      )}
    </>
  );
}
