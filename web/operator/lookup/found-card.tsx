import { useState } from 'preact/hooks';
import { announce } from '../../kit/announcer.tsx';
import { ConfirmDialog } from '../../kit/dialog.tsx';
import { TextField } from '../../kit/field.tsx';
import type { LookupAnswer } from '../answers.ts';
import { faultOf } from '../frame/deed.tsx';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';
import { CreditWallet } from './credit-wallet.tsx';
import { Facts } from './facts.tsx';

/** What was found, as it is now; a hold can be ended from here. */
export function FoundCard({ answer, changed }: { answer: LookupAnswer; changed: () => void }) {
  const { lookup: say } = words.value;
  const { kind, found, names } = answer;
  const held = holdIn(answer);
  return (
    <section class="card stack" aria-labelledby="found-card">
      <h2 id="found-card">{say.kinds[kind]}</h2>
      <Facts facts={found} names={kind === 'user' ? {} : names} />
      {kind === 'user' && (
        <CreditWallet userId={`${found.userId}`} name={`${found.name}`} credited={changed} />
      )}
      {held !== null && <ReleaseHold reservationId={held} released={changed} />}
    </section>
  );
}

/** The reservation that stands as a hold: what was looked up itself, or the last one that took the seat. */
function holdIn({ kind, found, history }: LookupAnswer): string | null {
  if (found.status !== 'HELD') return null;
  const holder = kind === 'reservation' ? found : history.findLast(({ what }) => what === 'held')?.detail;
  return typeof holder?.reservationId === 'string' ? holder.reservationId : null;
}

function ReleaseHold({ reservationId, released }: { reservationId: string; released: () => void }) {
  const { lookup: say } = words.value;
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const release = async () => {
    const reply = await askAsOperator('POST', '/v1/admin/reservations/{reservationId}/release', {
      params: { reservationId },
      body: reason.trim() === '' ? {} : { reason: reason.trim() },
      wait: 10,
    });
    if (!reply.ok) return faultOf(reply);
    announce(say.released);
    setAsking(false);
    released();
    return null;
  };
  return (
    <div>
      <button type="button" class="danger" onClick={() => setAsking(true)}>
        {say.release}
      </button>
      {asking && (
        <ConfirmDialog
          title={say.releaseTitle}
          go={say.release}
          close={() => setAsking(false)}
          confirm={release}
        >
          <p>{say.releaseMeans}</p>
          <TextField
            label={say.releaseReason}
            hint={say.releaseReasonHint}
            value={reason}
            change={setReason}
            input={{ maxLength: REASON_CHARACTERS }}
          />
        </ConfirmDialog>
      )}
    </div>
  );
}

/** The service takes no longer ones. */
const REASON_CHARACTERS = 200;
