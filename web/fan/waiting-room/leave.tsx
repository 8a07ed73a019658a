import { useSignal } from '@preact/signals';
import { ConfirmDialog } from '../../kit/dialog.tsx';
import { UnderWay } from '../frame/under-way.tsx';
import { underWay } from '../service/writes.ts';
import { leave, leaveSlot } from '../state/places.ts';
import { words } from '../words/words.ts';

interface LeaveProps {
  concertId: string;
  /** What the button says, what is asked then, and what the two answers say. */
  say: { leave: string; title: string; text: string; stay: string; go: string };
}

/** Gives a place up, once it is certain that this is meant. */
export function Leave({ concertId, say }: LeaveProps) {
  const asks = useSignal(false);
  const slot = leaveSlot(concertId);
  const leaving = underWay.value[slot] !== undefined;
  const close = () => {
    asks.value = false;
  };
  return (
    <div class="stack">
      <button
        type="button"
        class="plain"
        aria-disabled={leaving}
        onClick={() => {
          asks.value = !leaving;
        }}
      >
        {leaving ? words.value.waiting.leaving : say.leave}
      </button>
      <UnderWay slot={slot} />
      {asks.value && (
        <ConfirmDialog
          title={say.title}
          stay={say.stay}
          go={say.go}
          close={close}
          confirm={async () => {
            close();
            leave(concertId);
            return null;
          }}
        >
          {say.text}
        </ConfirmDialog>
      )}
    </div>
  );
}
