import './concert-form.css';
import { useEffect, useState } from 'preact/hooks';
import { Judgement, TextField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { type Loaded, loadedFrom } from '../../kit/loaded.ts';
import type { ConcertAnswer, ConcertChange } from '../answers.ts';
import { watch } from '../connection.ts';
import { AskedFor } from '../frame/asked-for.tsx';
import { DeedOutcome, useDeed } from '../frame/deed.tsx';
import { Screen } from '../frame/screen.tsx';
import { saleAddress } from '../route.ts';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';
import { ConcertDates } from './concert-dates.tsx';
import { type DraftRoom, roomOf } from './draft.ts';
import { type Faults, faultsOf, faultsUnder, noFaults } from './faults.ts';
import { RoomFields } from './room-fields.tsx';
import { instantAt, localTime } from './zoned-time.ts';

/** What may still change once a concert is created: its name, its times and the rules of its door. */
export function ChangeConcert({ concertId }: { concertId: string }) {
  const { concert: say, sale } = words.value;
  const [concert, setConcert] = useState<Loaded<ConcertAnswer>>({ state: 'loading' });
  const ask = async () => {
    setConcert({ state: 'loading' });
    setConcert(loadedFrom(await askAsOperator('GET', '/v1/concerts/{concertId}', { params: { concertId } })));
  };
  useEffect(() => {
    watch(null);
    void ask();
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
            <ChangeForm
              concert={here}
              changed={(value) => setConcert({ state: 'here', value: { ...here, ...value } })}
            />
            <ConcertDates concertId={here.concertId} timeZone={here.timeZone} />
          </div>
        )}
      </AskedFor>
    </Screen>
  );
}

interface ChangeDraft {
  title: string;
  opensAt: string;
  closesAt: string;
  room: DraftRoom;
}

const draftOf = ({
  title,
  saleOpensAt,
  saleClosesAt,
  timeZone,
  waitingRoom,
}: ConcertAnswer): ChangeDraft => ({
  title,
  opensAt: saleOpensAt === null ? '' : localTime(saleOpensAt, timeZone),
  closesAt: saleClosesAt === null ? '' : localTime(saleClosesAt, timeZone),
  room: {
    capacity: `${waitingRoom.capacity}`,
    admitPerMinute: waitingRoom.admitPerMinute === null ? '' : `${waitingRoom.admitPerMinute}`,
    activeSeconds: `${waitingRoom.activeSeconds}`,
    waitingSeconds: `${waitingRoom.waitingSeconds}`,
    protects: waitingRoom.protects,
  },
});

/** Only what was touched is sent: what another operator changes meanwhile stays changed. */
function changesIn(draft: ChangeDraft, before: ChangeDraft, timeZone: string): ConcertChange {
  const instant = (local: string) => (local === '' ? null : (instantAt(local, timeZone) ?? local));
  const [room, roomBefore] = [roomOf(draft.room), roomOf(before.room)] as Record<string, unknown>[];
  const touched = Object.entries(room ?? {}).filter(([field, value]) => roomBefore?.[field] !== value);
  return {
    ...(draft.title === before.title ? {} : { title: draft.title.trim() }),
    ...(draft.opensAt === before.opensAt ? {} : { saleOpensAt: instant(draft.opensAt) }),
    ...(draft.closesAt === before.closesAt ? {} : { saleClosesAt: instant(draft.closesAt) }),
    ...(touched.length === 0 ? {} : { waitingRoom: Object.fromEntries(touched) }),
  };
}

interface ChangeFormProps {
  concert: ConcertAnswer;
  changed: (concert: ConcertAnswer) => void;
}

function ChangeForm({ concert, changed }: ChangeFormProps) {
  const { concert: say } = words.value;
  const [before, setBefore] = useState(() => draftOf(concert));
  const [draft, setDraft] = useState(before);
  const [faults, setFaults] = useState<Faults>(noFaults);
  const [judged, setJudged] = useState(0);
  const deed = useDeed();
  const changes = changesIn(draft, before, concert.timeZone);
  const nothing = Object.keys(changes).length === 0;
  const save = async (event: Event) => {
    event.preventDefault();
    await deed.run(async () => {
      const { concertId } = concert;
      const reply = await askAsOperator('PATCH', '/v1/admin/concerts/{concertId}', {
        params: { concertId },
        body: changes,
      });
      setFaults(reply.ok || 'offline' in reply ? noFaults : faultsOf(reply.problem));
      setJudged(judged + 1);
      if (reply.ok) {
        changed(reply.body);
        setBefore(draftOf(reply.body));
        setDraft(draftOf(reply.body));
      }
      return reply;
    }, say.changed);
  };
  return (
    <Judgement.Provider value={judged}>
      <form noValidate onSubmit={save} class="concert-form-parts">
        <fieldset class="concert-form-part card stack">
          <legend>{say.what}</legend>
          <TextField
            label={say.title}
            value={draft.title}
            fault={faults.get('/title')}
            change={(title) => setDraft({ ...draft, title })}
          />
        </fieldset>
        <fieldset class="concert-form-part card stack">
          <legend>{say.sale}</legend>
          <div class="concert-form-two">
            <TextField
              label={say.opensAt}
              hint={say.inZone(concert.timeZone)}
              value={draft.opensAt}
              fault={faults.get('/saleOpensAt')}
              change={(opensAt) => setDraft({ ...draft, opensAt })}
              input={{ type: 'datetime-local' }}
            />
            <TextField
              label={say.closesAt}
              hint={say.inZone(concert.timeZone)}
              value={draft.closesAt}
              fault={faults.get('/saleClosesAt')}
              change={(closesAt) => setDraft({ ...draft, closesAt })}
              input={{ type: 'datetime-local' }}
            />
          </div>
        </fieldset>
        <RoomFields
          room={draft.room}
          faults={faultsUnder(faults, '/waitingRoom')}
          change={(room) => setDraft({ ...draft, room })}
        />
        <div class="row">
          <button type="submit" class="primary" disabled={deed.busy || nothing}>
            {say.save}
          </button>
          <button
            type="button"
            disabled={nothing}
            onClick={() => {
              setDraft(before);
              setFaults(noFaults);
            }}
          >
            {say.undo}
          </button>
        </div>
        <DeedOutcome deed={deed} />
      </form>
    </Judgement.Provider>
  );
}
