import './sale-controls.css';
import { useState } from 'preact/hooks';
import type { Reply } from '../../../client/http.ts';
import { announce } from '../../kit/announcer.tsx';
import { ConfirmDialog } from '../../kit/dialog.tsx';
import { format } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { ActionAnswer, ConcertChange } from '../answers.ts';
import { changeConcert, type SeenConcert } from '../concert/seen-concert.ts';
import { DeedOutcome, faultOf, useDeed, useSaidWhileSo } from '../frame/deed.tsx';
import { words } from '../words/words.ts';
import { operatorIn } from './action-log.tsx';
import { changesIn } from './changes-in.ts';
import { FigureControl } from './figure-control.tsx';
import type { WatchedSale } from './watched-sale.ts';

interface SaleControlsProps {
  sale: WatchedSale;
  concert: SeenConcert;
}

/** What one can do to a sale while it runs. Everything acts at once and is written into the record. */
export function SaleControls({ sale, concert }: SaleControlsProps) {
  const { controls: say, meanwhile } = words.value;
  const { whole } = format.value;
  const { capacity, admitPerMinute } = concert.waitingRoom;
  /** Nobody comes to what fans do not find. */
  const isFound = !concert.draft && !concert.archived;
  /** By whom this was made so before one could do it oneself. */
  const [conflict, setConflict] = useState<ActionAnswer | null>(null);
  const change = async (to: ConcertChange) => {
    const reply = await changeConcert(concert, to);
    if (reply.status === 412) {
      await sale.askAfterConflict();
      setConflict(sale.actions.value?.find(({ what }) => what === 'change-concert') ?? null);
    } else {
      setConflict(null);
      await sale.askForConcert();
    }
    return reply;
  };
  return (
    <section class="card stack" aria-labelledby="sale-controls">
      <h2 id="sale-controls">{say.title}</h2>
      {conflict !== null && (
        <Notice tone="bad" spoken>
          <p>
            <b>{meanwhile.changed(operatorIn(conflict))}</b> {changesIn(conflict).join(' · ')}
          </p>
          <p>{meanwhile.notApplied}</p>
        </Notice>
      )}
      {isFound && <PauseControl concert={concert} change={change} />}
      <FigureControl
        label={say.capacity}
        now={capacity}
        minimum={1}
        hint={say.capacityHint}
        apply={(figure, deed) =>
          deed.run(
            () => change({ waitingRoom: { capacity: figure ?? undefined } }),
            say.capacityDone(whole(figure ?? 0)),
          )
        }
      />
      <FigureControl
        label={say.rate}
        now={admitPerMinute}
        minimum={1}
        mayBeNone
        hint={say.rateHint}
        apply={(figure, deed) =>
          deed.run(
            () => change({ waitingRoom: { admitPerMinute: figure } }),
            figure === null ? say.rateNone : say.rateDone(whole(figure)),
          )
        }
      />
      {isFound && <CloseControl concert={concert} change={change} />}
    </section>
  );
}

interface ControlProps {
  concert: SeenConcert;
  change: (to: ConcertChange) => Promise<Reply>;
}

function PauseControl({ concert, change }: ControlProps) {
  const { controls: say } = words.value;
  const { paused } = concert.waitingRoom;
  const deed = useDeed();
  const makes = useSaidWhileSo(deed, paused);
  const act = () => {
    makes(!paused);
    return deed.run(() => change({ waitingRoom: { paused: !paused } }), paused ? say.resumed : say.paused);
  };
  return (
    <div class="sale-controls-control">
      <p class={`sale-controls-state toned tone-${paused ? 'warn' : 'good'}`}>
        <Icon name={paused ? 'pause' : 'play'} />
        {paused ? say.isPaused : say.isRunning}
      </p>
      <button type="button" class={paused ? 'primary wide' : 'wide'} disabled={deed.busy} onClick={act}>
        <Icon name={paused ? 'play' : 'pause'} /> {paused ? say.resume : say.pause}
      </button>
      <DeedOutcome deed={deed} />
    </div>
  );
}

function CloseControl({ concert, change }: ControlProps) {
  const { controls: say } = words.value;
  const { whole } = format.value;
  const [asking, setAsking] = useState(false);
  const deed = useDeed();
  const { saleClosesAt, waitingRoom } = concert;
  const closed = saleClosesAt !== null && Date.parse(saleClosesAt) <= Date.now();
  const close = async () => {
    const reply = await change({ saleClosesAt: new Date().toISOString() });
    if (!reply.ok) return faultOf(reply);
    announce(say.closed);
    setAsking(false);
    return null;
  };
  if (closed) {
    return (
      <div class="sale-controls-control">
        <p>{say.isClosed}</p>
        <button
          type="button"
          class="wide"
          disabled={deed.busy}
          onClick={() => deed.run(() => change({ saleClosesAt: null }), say.reopened)}
        >
          {say.reopen}
        </button>
        <DeedOutcome deed={deed} />
      </div>
    );
  }
  if (concert.sale.state === 'CLOSED') return <p class="sale-controls-control">{say.isOver}</p>;
  return (
    <div class="sale-controls-control">
      <button type="button" class="danger wide" onClick={() => setAsking(true)}>
        {say.close}
      </button>
      <DeedOutcome deed={deed} />
      {asking && (
        <ConfirmDialog
          title={say.closeTitle(concert.title)}
          go={say.close}
          close={() => setAsking(false)}
          confirm={close}
        >
          <p>{say.closeMeans}</p>
          <p>
            {(waitingRoom.afterClose === 'finish' ? say.closeKeeps : say.closeEnds)(
              whole(waitingRoom.waiting),
              whole(waitingRoom.active),
            )}
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}
