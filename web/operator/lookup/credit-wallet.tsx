import { useEffect, useRef, useState } from 'preact/hooks';
import { newKey } from '../../../client/writes.ts';
import { CHARGE_MAX } from '../../../config/limits.ts';
import { amountIn } from '../../kit/amount.ts';
import { announce } from '../../kit/announcer.tsx';
import { ConfirmDialog } from '../../kit/dialog.tsx';
import { TextField } from '../../kit/field.tsx';
import { money } from '../../kit/format.ts';
import { faultsOf, noFaults } from '../concert/faults.ts';
import { faultOf } from '../frame/deed.tsx';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';

interface CreditWalletProps {
  userId: string;
  /** What the user is called. */
  name: string;
  credited: () => void;
}

/** Puts money into the wallet of whoever was looked up; who did it and why is written down. */
export function CreditWallet({ userId, name, credited }: CreditWalletProps) {
  const { credit: say } = words.value.lookup;
  const [asking, setAsking] = useState(false);
  const [offered, setOffered] = useState(true);
  useEffect(() => {
    void askAsOperator('GET', '/v1/site').then((reply) => {
      if (reply.ok) setOffered(reply.body.wallet !== 'off');
    });
  }, []);
  const done = (sentence: string) => {
    announce(sentence);
    setAsking(false);
    credited();
  };
  if (!offered) return null;
  return (
    <div>
      <button type="button" onClick={() => setAsking(true)}>
        {say.go}
      </button>
      {asking && <CreditDialog userId={userId} name={name} close={() => setAsking(false)} done={done} />}
    </div>
  );
}

interface CreditDialogProps {
  userId: string;
  name: string;
  close: () => void;
  done: (sentence: string) => void;
}

function CreditDialog({ userId, name, close, done }: CreditDialogProps) {
  const { credit: say } = words.value.lookup;
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [left, setLeft] = useState(false);
  const [refused, setRefused] = useState(noFaults);
  // Asked again after an answer that was lost, it is the same credit; with another amount or reason it is another.
  const key = useRef(newKey());
  const amount = amountIn(typed, CHARGE_MAX);
  const most = money.value(CHARGE_MAX);
  const change = (set: (value: string) => void) => (value: string) => {
    key.current = newKey();
    setLeft(false);
    setRefused(noFaults);
    set(value);
  };
  const credit = async () => {
    setLeft(true);
    if (typeof amount !== 'number' || reason.trim() === '') return null;
    const reply = await askAsOperator('POST', '/v1/admin/users/{userId}/credits', {
      params: { userId },
      body: { amount, reason: reason.trim() },
      idempotencyKey: key.current,
    });
    if (!reply.ok) {
      if ('offline' in reply) return faultOf(reply);
      // A refusal is told again under its key, even when there is room by then.
      if (reply.status < 500) key.current = newKey();
      const faults = faultsOf(reply.problem);
      setRefused(faults);
      return faults.has('/amount') || faults.has('/reason') ? null : faultOf(reply);
    }
    done(say.done(money.value(amount), name, money.value(reply.body.balance)));
    return null;
  };
  return (
    <ConfirmDialog
      title={say.title(name)}
      go={typeof amount === 'number' ? say.goAmount(money.value(amount)) : say.go}
      harmless
      close={close}
      confirm={credit}
    >
      <p>{say.means}</p>
      <div class="stack">
        <TextField
          label={say.amount}
          hint={say.range(most)}
          fault={left && typeof amount !== 'number' ? say.faults[amount](most) : refused.get('/amount')}
          spoken
          value={typed}
          change={change(setTyped)}
          input={{ inputMode: 'numeric' }}
        />
        <TextField
          label={say.reason}
          hint={say.reasonHint}
          fault={left && reason.trim() === '' ? say.faults.reason : refused.get('/reason')}
          spoken
          value={reason}
          change={change(setReason)}
          input={{ maxLength: REASON_CHARACTERS }}
        />
      </div>
    </ConfirmDialog>
  );
}

/** The service takes no longer ones. */
const REASON_CHARACTERS = 200;
