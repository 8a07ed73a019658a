import './concert-form.css';
import { useEffect, useState } from 'preact/hooks';
import { TextField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { type Loaded, loadedFrom, newer } from '../../kit/loaded.ts';
import type { ActionAnswer, ConcertAnswer, ConcertChange } from '../answers.ts';
import { listen, watch } from '../connection.ts';
import { AskedFor } from '../frame/asked-for.tsx';
import { DeedOutcome, useDeed } from '../frame/deed.tsx';
import { Screen } from '../frame/screen.tsx';
import { saleAddress } from '../route.ts';
import { SaleBadge } from '../sale/sale-badge.tsx';
import { words } from '../words/words.ts';
import { ConcertDates } from './concert-dates.tsx';
import { ConcertStanding } from './concert-standing.tsx';
import { CopyAndArchive } from './copy-and-archive.tsx';
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
import { Meanwhile, useOthersChanges } from './meanwhile.tsx';
import { mergedWith, yielded } from './merged.ts';
import { Refusal } from './refusal.tsx';
import { RoomFields } from './room-fields.tsx';
import { SaleFields } from './sale-fields.tsx';
import { askForConcert, changeConcert, type SeenConcert } from './seen-concert.ts';

/** What may still change once a concert is created: its name, its times, its dates, the rules of its door, and who sees it. */
export function ChangeConcert({ concertId }: { concertId: string }) {
  const { concert: say, sale } = words.value;
  const [concert, setConcert] = useState<Loaded<SeenConcert>>({ state: 'loading' });
  const ask = async () => {
    const reply = await askForConcert(concertId);
    setConcert((before) => newer(before, loadedFrom(reply)));
  };
  useEffect(() => {
    watch(null);
    setConcert({ state: 'loading' });
    void ask();
    const heard = ({ concertId: changed }: ActionAnswer) => changed === concertId && void ask();
    return listen({ action: heard, back: () => void ask() });
  }, [concertId]);
  const title = concert.state === 'here' ? concert.value.title : null;
  return (
    <Screen
      title={say.change}
      badges={
        concert.state === 'here' && <SaleBadge {...concert.value} paused={concert.value.waitingRoom.paused} />
      }
      lead={
        <a class="sale-back" href={saleAddress(concertId)}>
          <Icon name="back" />
          {title ?? sale.title}
        </a>
      }
    >
      <AskedFor loaded={concert} again={ask} missing={sale.missing}>
        {(here) => (
          <div class="concert-form">
            <div class="concert-form-parts">
              <ConcertStanding concert={here} askAgain={ask} />
              <ChangeForm concert={here} askAgain={ask} />
            </div>
            <div class="concert-form-parts">
              <ConcertDates concert={here} askAgain={ask} />
              <CopyAndArchive concert={here} askAgain={ask} />
            </div>
          </div>
        )}
      </AskedFor>
    </Screen>
  );
}

/** In the names of the service, so that a record of changes names the same. */
interface ChangeDraft extends DraftRules {
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

function ChangeForm({ concert, askAgain }: ChangeFormProps) {
  const { concert: say } = words.value;
  const { timeZone } = concert;
  const [seen, setSeen] = useState(concert);
  const [draft, setDraft] = useState(() => draftOf(concert));
  const [disputed, setDisputed] = useState<string[]>([]);
  const others = useOthersChanges(concert.concertId);
  const before = draftOf(seen);
  const changes = changesIn(draft, before, timeZone);
  const judgement = useJudgement(changes);
  const { faults } = judgement;
  const deed = useDeed();
  const nothing = Object.keys(changes).length === 0;
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
