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
import { words } from '../words/words.ts';
import { ConcertDates } from './concert-dates.tsx';
import { type DraftRoom, draftOfRoom, figure, roomOf } from './draft.ts';
import { faultsUnder } from './faults.ts';
import { useJudgement } from './judgement.ts';
import { Meanwhile, useOthersChanges } from './meanwhile.tsx';
import { mergedWith, yielded } from './merged.ts';
import { Refusal } from './refusal.tsx';
import { RoomFields, secondsHint } from './room-fields.tsx';
import { askForConcert, changeConcert, type SeenConcert } from './seen-concert.ts';
import { timeHint } from './time-hint.tsx';
import { instantAt, localTime } from './zoned-time.ts';

/** What may still change once a concert is created: its name, its times and the rules of its door. */
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
            <ChangeForm concert={here} askAgain={ask} />
            <ConcertDates concertId={here.concertId} timeZone={here.timeZone} />
          </div>
        )}
      </AskedFor>
    </Screen>
  );
}

/** In the names of the service, so that a record of changes names the same. */
interface ChangeDraft {
  title: string;
  saleOpensAt: string;
  saleClosesAt: string;
  holdsPerVisit: string;
  holdExtensionSeconds: string;
  room: DraftRoom;
}

const draftOf = ({
  title,
  saleOpensAt,
  saleClosesAt,
  timeZone,
  holdsPerVisit,
  holdExtensionSeconds,
  waitingRoom,
}: ConcertAnswer): ChangeDraft => ({
  title,
  saleOpensAt: saleOpensAt === null ? '' : localTime(saleOpensAt, timeZone),
  saleClosesAt: saleClosesAt === null ? '' : localTime(saleClosesAt, timeZone),
  holdsPerVisit: `${holdsPerVisit}`,
  holdExtensionSeconds: `${holdExtensionSeconds}`,
  room: draftOfRoom(waitingRoom),
});

/** Only what was touched is sent: what another operator changes meanwhile stays changed. */
function changesIn(draft: ChangeDraft, before: ChangeDraft, timeZone: string): ConcertChange {
  const instant = (local: string) => (local === '' ? null : (instantAt(local, timeZone) ?? local));
  const [room, roomBefore] = [roomOf(draft.room), roomOf(before.room)] as Record<string, unknown>[];
  const touched = Object.entries(room ?? {}).filter(([field, value]) => roomBefore?.[field] !== value);
  return {
    ...(draft.title === before.title ? {} : { title: draft.title.trim() }),
    ...(draft.saleOpensAt === before.saleOpensAt ? {} : { saleOpensAt: instant(draft.saleOpensAt) }),
    ...(draft.saleClosesAt === before.saleClosesAt ? {} : { saleClosesAt: instant(draft.saleClosesAt) }),
    ...(draft.holdsPerVisit === before.holdsPerVisit
      ? {}
      : { holdsPerVisit: figure(draft.holdsPerVisit) as number }),
    ...(draft.holdExtensionSeconds === before.holdExtensionSeconds
      ? {}
      : { holdExtensionSeconds: figure(draft.holdExtensionSeconds) as number }),
    ...(touched.length === 0 ? {} : { waitingRoom: Object.fromEntries(touched) }),
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
  const set = (field: Exclude<keyof ChangeDraft, 'room'>) => (value: string) => {
    setDraft({ ...draft, [field]: value });
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
        <TextField label={say.title} value={draft.title} fault={faults.get('/title')} change={set('title')} />
      </fieldset>
      <fieldset class="concert-form-part card stack">
        <legend>{say.sale}</legend>
        <div class="concert-form-two">
          <TextField
            label={say.opensAt}
            hint={timeHint(say.inZone(timeZone), draft.saleOpensAt, timeZone)}
            value={draft.saleOpensAt}
            fault={faults.get('/saleOpensAt')}
            change={set('saleOpensAt')}
            input={{ type: 'datetime-local' }}
          />
          <TextField
            label={say.closesAt}
            hint={timeHint(say.inZone(timeZone), draft.saleClosesAt, timeZone)}
            value={draft.saleClosesAt}
            fault={faults.get('/saleClosesAt')}
            change={set('saleClosesAt')}
            input={{ type: 'datetime-local' }}
          />
          <TextField
            label={say.holdsPerVisit}
            hint={say.holdsPerVisitHint}
            value={draft.holdsPerVisit}
            fault={faults.get('/holdsPerVisit')}
            change={set('holdsPerVisit')}
            input={{ inputMode: 'numeric' }}
          />
          <TextField
            label={say.holdExtensionSeconds}
            hint={`${secondsHint(draft.holdExtensionSeconds)} · ${say.holdExtensionHint}`}
            value={draft.holdExtensionSeconds}
            fault={faults.get('/holdExtensionSeconds')}
            change={set('holdExtensionSeconds')}
            input={{ inputMode: 'numeric' }}
          />
        </div>
      </fieldset>
      <RoomFields
        room={draft.room}
        faults={faultsUnder(faults, '/waitingRoom')}
        change={(room) => {
          setDraft({ ...draft, room });
          deed.say(null);
        }}
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
