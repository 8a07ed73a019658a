import './date-editor.css';
import { Icon } from '../parts/icon.tsx';
import { words } from '../words/words.ts';
import type { DraftDate } from './draft.ts';
import { type Faults, faultsUnder } from './faults.ts';
import { SectionsEditor } from './sections-editor.tsx';
import { TextField } from './text-field.tsx';

interface DateEditorProps {
  date: DraftDate;
  legend: string;
  faults: Faults;
  change: (date: DraftDate) => void;
  /** Null where there is only this one. */
  remove: (() => void) | null;
  /** Of a date that is announced its day stays, and of one whose seats were taken these as well. */
  stays?: 'day' | 'day and seats';
}

/** One evening: when it begins, and the seats that are sold for it. */
export function DateEditor({ date, legend, faults, change, remove, stays }: DateEditorProps) {
  const { concert: say } = words.value;
  const set = (fields: Partial<DraftDate>) => change({ ...date, ...fields });
  return (
    <fieldset class="date-editor">
      <legend>{legend}</legend>
      {remove !== null && (
        <button type="button" class="date-editor-remove" onClick={remove}>
          <Icon name="remove" /> {say.removeDate}
          <span class="only-heard">: {legend}</span>
        </button>
      )}
      <div class="concert-form-two">
        <TextField
          label={say.date}
          value={date.date}
          fault={faults.get('/date')}
          change={(value) => set({ date: value })}
          input={{ type: 'date', disabled: stays !== undefined }}
        />
        <TextField
          label={say.time}
          hint={say.timeHint}
          value={date.time}
          fault={faults.get('/startsAt')}
          change={(time) => set({ time })}
          input={{ type: 'time' }}
        />
      </div>
      {stays === 'day and seats' ? (
        <p class="faint">{say.seatsStay}</p>
      ) : (
        <DateSeats date={date} faults={faults} set={set} />
      )}
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
      <fieldset class="concert-form-plain">
        <legend>{say.seatMap}</legend>
        <div class="date-editor-maps">
          {(['sections', 'plain'] as const).map((map) => (
            <label key={map} class="concert-form-choice">
              <input
                type="radio"
                name={`map-${date.id}`}
                checked={date.map === map}
                onChange={() => set({ map })}
              />
              {say.maps[map]}
            </label>
          ))}
        </div>
      </fieldset>
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
