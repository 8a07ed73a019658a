import './concert-form.css';
import { useEffect, useState } from 'preact/hooks';
import { TextField } from '../../kit/field.tsx';
import { Notice } from '../../kit/notice.tsx';
import { remembers } from '../../kit/storage.ts';
import type { ConcertAnswer, ConcertChange } from '../answers.ts';
import { DeedOutcome, useDeed } from '../frame/deed.tsx';
import { words } from '../words/words.ts';
import {
  type DraftRoom,
  type DraftRules,
  draftOfRoom,
  draftOfRules,
  roomOf,
  rulesOf,
  touched,
} from './draft.ts';
import { faultsUnder } from './faults.ts';
import { useJudgement } from './judgement.ts';
import { keepChange, keptChange } from './kept-changes.ts';
import { Meanwhile, useOthersChanges } from './meanwhile.tsx';
import { mergedWith, yielded } from './merged.ts';
import { Refusal } from './refusal.tsx';
import { RoomFields } from './room-fields.tsx';
import { SaleFields } from './sale-fields.tsx';
import { changeConcert, type SeenConcert } from './seen-concert.ts';

/** In the names of the service, so that a record of changes names the same. */
export interface ChangeDraft extends DraftRules {
  title: string;
  room: DraftRoom;
}

const draftOf = (concert: ConcertAnswer): ChangeDraft => ({
  title: concert.title,
  ...draftOfRules(concert),
  room: draftOfRoom(concert.waitingRoom),
});

/** Only what was touched is sent: what another operator changes meanwhile stays changed. */
function changesIn(draft: ChangeDraft, before: ChangeDraft, timeZone: string): ConcertChange {
  const settings = ({ title, ...rules }: ChangeDraft) => ({
    title: title.trim(),
    ...rulesOf(rules, timeZone),
  });
  const room = touched(roomOf(draft.room), roomOf(before.room));
  return {
    ...touched(settings(draft), settings(before)),
    ...(Object.keys(room).length === 0 ? {} : { waitingRoom: room }),
  };
}

interface ChangeFormProps {
  concert: SeenConcert;
  askAgain: () => Promise<void>;
}

/** Its name, the rules of its sale and those of its door. */
export function ChangeForm({ concert, askAgain }: ChangeFormProps) {
  const { concert: say } = words.value;
  const { timeZone } = concert;
  const { concertId } = concert;
  const [begun] = useState(() => keptChange(concertId));
  const [seen, setSeen] = useState(begun?.seen ?? concert);
  const [draft, setDraft] = useState(() => begun?.draft ?? draftOf(concert));
  const [disputed, setDisputed] = useState<string[]>([]);
  const others = useOthersChanges(concertId);
  const before = draftOf(seen);
  const changes = changesIn(draft, before, timeZone);
  const judgement = useJudgement(changes);
  const { faults } = judgement;
  const deed = useDeed();
  const nothing = Object.keys(changes).length === 0;
  useEffect(() => keepChange(concertId, nothing ? null : { seen, draft }), [seen, draft]);
  /** Takes over how the concert is now: what was typed stays, and all else follows. */
  const follow = (now: SeenConcert) => {
    const merged = mergedWith(draft, before, draftOf(now));
    setSeen(now);
    setDraft(merged.draft);
    setDisputed((known) => [...new Set([...known, ...merged.disputed])]);
  };
  useEffect(() => {
    if (concert.tag === seen.tag) return;
    follow(concert);
    void others.look();
  }, [concert.tag]);
  const save = async (event: Event) => {
    event.preventDefault();
    if (nothing) return deed.say(say.nothingToSave);
    const reply = await changeConcert(seen, changes);
    if (reply.ok) {
      judgement.forget();
      others.forget();
      setDisputed([]);
      setSeen(reply.body);
      setDraft(draftOf(reply.body));
      deed.say(say.changed);
    } else {
      deed.say(null);
      judgement.refused(reply, changes);
    }
    await askAgain();
  };
  const settle = (mine: ChangeDraft) => {
    setDraft(mine);
    setDisputed([]);
    others.forget();
  };
  const set = (fields: Partial<ChangeDraft>) => {
    setDraft({ ...draft, ...fields });
    deed.say(null);
  };
  return (
    <form noValidate onSubmit={save} class="concert-form-parts">
      <Meanwhile
        changes={others.changes}
        disputed={disputed}
        take={() => settle(yielded(draft, before, disputed))}
        keep={() => settle(draft)}
      />
      <fieldset class="concert-form-part card stack">
        <legend>{say.what}</legend>
        <TextField
          label={say.title}
          value={draft.title}
          fault={faults.get('/title')}
          change={(title) => set({ title })}
        />
      </fieldset>
      <SaleFields
        rules={draft}
        timeZone={timeZone}
        faults={faults}
        change={set}
        hints={{ opensAt: say.inZone(timeZone), closesAt: say.inZone(timeZone) }}
      />
      <RoomFields
        room={draft.room}
        faults={faultsUnder(faults, '/waitingRoom')}
        change={(room) => set({ room })}
      />
      <Refusal judgement={judgement} mend={say.mendDate} />
      {!remembers.value && !nothing && <Notice tone="warn">{say.notKept}</Notice>}
      <div class="row">
        <button type="submit" class="primary">
          {say.save}
        </button>
        {!nothing && (
          <button
            type="button"
            onClick={() => {
              settle(before);
              judgement.forget();
            }}
          >
            {say.undo}
          </button>
        )}
      </div>
      <DeedOutcome deed={deed} />
    </form>
  );
}
