import { Choice, TextField } from '../../kit/field.tsx';
import { format } from '../../kit/format.ts';
import { words } from '../words/words.ts';
import { type DraftRoom, figure } from './draft.ts';
import type { Faults } from './faults.ts';

interface RoomFieldsProps {
  room: DraftRoom;
  faults: Faults;
  change: (room: DraftRoom) => void;
  /** While a sale runs, capacity and rate are changed beside its figures. */
  running?: boolean;
}

/** The line in front of a concert: how many inside, how fast, for how long, and what is behind the door. */
export function RoomFields({ room, faults, change, running = false }: RoomFieldsProps) {
  const { concert: say } = words.value;
  const set = (field: keyof DraftRoom) => (value: string) => change({ ...room, [field]: value });
  return (
    <fieldset class="concert-form-part card stack">
      <legend>{say.room}</legend>
      {!running && (
        <div class="concert-form-two">
          <TextField
            label={say.capacity}
            hint={say.capacityHint}
            value={room.capacity}
            fault={faults.get('/capacity')}
            change={set('capacity')}
            input={{ inputMode: 'numeric' }}
          />
          <TextField
            label={say.admitPerMinute}
            hint={say.admitPerMinuteHint}
            value={room.admitPerMinute}
            fault={faults.get('/admitPerMinute')}
            change={set('admitPerMinute')}
            input={{ inputMode: 'numeric' }}
          />
        </div>
      )}
      <div class="concert-form-two">
        <TextField
          label={say.activeSeconds}
          hint={secondsHint(room.activeSeconds)}
          value={room.activeSeconds}
          fault={faults.get('/activeSeconds')}
          change={set('activeSeconds')}
          input={{ inputMode: 'numeric' }}
        />
        <TextField
          label={say.waitingSeconds}
          hint={`${secondsHint(room.waitingSeconds)} · ${say.waitingSecondsHint}`}
          value={room.waitingSeconds}
          fault={faults.get('/waitingSeconds')}
          change={set('waitingSeconds')}
          input={{ inputMode: 'numeric' }}
        />
        <TextField
          label={say.showUpSeconds}
          hint={`${secondsHint(room.showUpSeconds)} · ${say.showUpSecondsHint}`}
          value={room.showUpSeconds}
          fault={faults.get('/showUpSeconds')}
          change={set('showUpSeconds')}
          input={{ inputMode: 'numeric' }}
        />
      </div>
      <Choice
        legend={say.protects}
        name="protects"
        options={say.protect}
        chosen={room.protects}
        choose={(protects) => change({ ...room, protects })}
      />
      <Choice
        legend={say.afterClose}
        name="after-close"
        options={say.afterCloses}
        chosen={room.afterClose}
        choose={(afterClose) => change({ ...room, afterClose })}
      />
    </fieldset>
  );
}

/** Seconds are exact and hard to read: "600" is "10 min". */
export function secondsHint(typed: string): string {
  const seconds = figure(typed);
  return typeof seconds === 'number' && seconds >= 0 ? `= ${format.value.duration(seconds)}` : '';
}
