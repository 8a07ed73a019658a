import { useState } from 'preact/hooks';
import type { ConcertChange } from '../../../src/operators/concert-plan.ts';
import { announce } from '../../shared/announcer.tsx';
import type { ConcertAnswer } from '../answers.ts';
import { format } from '../format.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { faultOf, useDeed } from '../parts/deed.ts';
import { DeedOutcome } from '../parts/deed-outcome.tsx';
import { Icon } from '../parts/icon.tsx';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';
import { FigureControl } from './figure-control.tsx';
import { saleState } from './sale-badge.tsx';
import './sale-controls.css';

interface SaleControlsProps {
  concert: ConcertAnswer;
  /** The concert was changed and has to be asked for again. */
  changed: () => void;
}

/** What one can do to a sale while it runs. Everything acts at once and is written into the record. */
export function SaleControls({ concert, changed }: SaleControlsProps) {
  const { controls: said } = words.value;
  const { whole } = format.value;
  const { capacity, admitPerMinute } = concert.waitingRoom;
  const change = async (to: ConcertChange) => {
    const path = `/v1/admin/concerts/${concert.concertId}`;
    const reply = await askAsOperator<ConcertAnswer>(path, { method: 'PATCH', body: to });
    changed();
    return reply;
  };
  return (
    <section class="sale-controls card" aria-labelledby="sale-controls">
      <h2 id="sale-controls">{said.title}</h2>
      <PauseControl concert={concert} change={change} />
      <FigureControl
        label={said.capacity}
        now={capacity}
        minimum={1}
        hint={said.capacityHint}
        apply={(figure, deed) =>
          deed.run(
            () => change({ waitingRoom: { capacity: figure ?? undefined } }),
            said.capacityDone(whole(figure ?? 0)),
          )
        }
      />
      <FigureControl
        label={said.rate}
        now={admitPerMinute}
        minimum={1}
        mayBeNone
        hint={said.rateHint}
        apply={(figure, deed) =>
          deed.run(
            () => change({ waitingRoom: { admitPerMinute: figure } }),
            figure === null ? said.rateNone : said.rateDone(whole(figure)),
          )
        }
      />
      <CloseControl concert={concert} change={change} />
    </section>
  );
}

interface ControlProps {
  concert: ConcertAnswer;
  change: (to: ConcertChange) => ReturnType<typeof askAsOperator<ConcertAnswer>>;
}

function PauseControl({ concert, change }: ControlProps) {
  const { controls: said } = words.value;
  const { paused } = concert.waitingRoom;
  const deed = useDeed();
  const act = () =>
    deed.run(() => change({ waitingRoom: { paused: !paused } }), paused ? said.resumed : said.paused);
  return (
    <div class="sale-controls__control">
      <p class={paused ? 'sale-controls__state sale-controls__state--paused' : 'sale-controls__state'}>
        <Icon name={paused ? 'pause' : 'play'} />
        {paused ? said.isPaused : said.isRunning}
      </p>
      <button
        type="button"
        class={paused ? 'primary sale-controls__wide' : 'sale-controls__wide'}
        disabled={deed.busy}
        onClick={act}
      >
        <Icon name={paused ? 'play' : 'pause'} /> {paused ? said.resume : said.pause}
      </button>
      <DeedOutcome deed={deed} />
    </div>
  );
}

function CloseControl({ concert, change }: ControlProps) {
  const { controls: said } = words.value;
  const { whole } = format.value;
  const [asking, setAsking] = useState(false);
  const deed = useDeed();
  const closed = saleState({ ...concert, paused: false }) === 'closed';
  const close = async () => {
    const reply = await change({ saleClosesAt: new Date().toISOString() });
    if (!reply.ok) return faultOf(reply);
    announce(said.closed);
    setAsking(false);
    return null;
  };
  if (closed) {
    return (
      <div class="sale-controls__control">
        <p>{said.isClosed}</p>
        <button
          type="button"
          class="sale-controls__wide"
          disabled={deed.busy}
          onClick={() => deed.run(() => change({ saleClosesAt: null }), said.reopened)}
        >
          {said.reopen}
        </button>
        <DeedOutcome deed={deed} />
      </div>
    );
  }
  return (
    <div class="sale-controls__control">
      <button type="button" class="danger sale-controls__wide" onClick={() => setAsking(true)}>
        {said.close}
      </button>
      <DeedOutcome deed={deed} />
      {asking && (
        <ConfirmDialog
          title={said.closeTitle(concert.title)}
          action={said.close}
          close={() => setAsking(false)}
          confirm={close}
        >
          <p>{said.closeMeans}</p>
          <p>{said.closeKeeps(whole(concert.waitingRoom.waiting), whole(concert.waitingRoom.active))}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
