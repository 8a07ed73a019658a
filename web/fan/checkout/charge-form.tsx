import './charge-form.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CHARGE_MAX } from '../../../config/limits.ts';
import { amountIn, mayBecomeSum, narrow } from '../../kit/amount.ts';
import { announce } from '../../kit/announcer.tsx';
import { Field } from '../../kit/field.tsx';
import { money } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import { Refused, UnderWay } from '../frame/under-way.tsx';
import { forgetOutcome, outcomes, underWay } from '../service/writes.ts';
import { CHARGE_SLOT, charge, walletMode } from '../state/wallet.ts';
import type { Words } from '../words/en.ts';
import { words } from '../words/words.ts';

const OFTEN = [50_000, 100_000, 200_000];

interface ChargeFormProps {
  /** What somebody needs for what they are about to pay. */
  missing?: number;
}

/** Puts money into the wallet, or says who does. */
export const ChargeForm = (props: ChargeFormProps) =>
  walletMode.value === 'open' ? <OwnCharge {...props} /> : <p class="faint">{words.value.charge.closed}</p>;

function OwnCharge({ missing = 0 }: ChargeFormProps) {
  const { charge: say } = words.value;
  const needed = Math.min(missing, CHARGE_MAX);
  const text = useSignal(needed > 0 ? String(needed) : '');
  const left = useSignal(false);
  const amount = amountIn(text.value, CHARGE_MAX);
  const given = typeof amount === 'number' ? amount : null;
  const charging = underWay.value[CHARGE_SLOT] !== undefined;
  const outcome = outcomes.value[CHARGE_SLOT];
  const most = money.value(CHARGE_MAX);
  const fault = faultOf(amount, { text: text.value, left: left.value });
  const put = (sum: number) => {
    text.value = String(sum);
    left.value = false;
  };
  useEffect(() => {
    if (needed > 0) put(needed);
  }, [needed]);
  useEffect(() => {
    if (outcome?.ok !== true) return;
    text.value = needed > 0 ? String(needed) : '';
    left.value = false;
  }, [outcome]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    left.value = true;
    if (given !== null && !charging) charge(given);
  };
  return (
    <form class="charge-form stack" onSubmit={submit} noValidate aria-label={say.title}>
      <Field
        label={say.amount}
        hint={fault === null ? say.range(most) : undefined}
        fault={fault === null ? undefined : say.faults[fault](most)}
        spoken
      >
        {(control) => (
          <div class="charge-form-row row">
            <input
              {...control}
              inputMode="numeric"
              autocomplete="off"
              value={text}
              onInput={({ currentTarget, isComposing }) => {
                text.value = isComposing ? currentTarget.value : narrow(currentTarget.value);
                left.value = false;
              }}
              onBlur={() => {
                text.value = narrow(text.value);
                left.value = text.value !== '';
              }}
            />
            <button type="submit" class="primary" aria-disabled={charging}>
              {charging ? say.charging : given === null ? say.charge : say.chargeAmount(money.value(given))}
            </button>
          </div>
        )}
      </Field>
      <fieldset class="charge-form-often row">
        <legend class="only-heard">{say.quick}</legend>
        {needed > 0 && (
          <button type="button" onClick={() => put(needed)}>
            {missing > needed ? say.missingPart(money.value(needed)) : say.missing(money.value(needed))}
          </button>
        )}
        {OFTEN.map((often) => {
          const sum = (given ?? 0) + often;
          return (
            <button
              key={often}
              type="button"
              aria-disabled={sum > CHARGE_MAX}
              onClick={() => {
                if (sum <= CHARGE_MAX) put(sum);
              }}
            >
              {say.plus(money.value(often))}
            </button>
          );
        })}
      </fieldset>
      <UnderWay slot={CHARGE_SLOT} />
    </form>
  );
}

type Fault = keyof Words['charge']['faults'];

/** Whoever is still typing is only told of what no more typing can mend. */
function faultOf(
  amount: ReturnType<typeof amountIn>,
  { text, left }: { text: string; left: boolean },
): Fault | null {
  switch (amount) {
    case 'nothing':
      return left ? 'nothing' : null;
    case 'no sum':
      return left || !mayBecomeSum(text) ? 'noSum' : null;
    case 'too much':
      return 'tooMuch';
    default:
      return null;
  }
}

/** What became of the last charge, until one goes elsewhere. */
export function Charged() {
  const { charge: say } = words.value;
  const outcome = outcomes.value[CHARGE_SLOT];
  const done =
    outcome?.ok === true
      ? say.done(money.value(Number(outcome.result.amount)), money.value(Number(outcome.result.balance)))
      : null;
  useEffect(() => {
    if (done !== null) announce(done);
  }, [outcome]);
  useEffect(() => () => forgetOutcome(CHARGE_SLOT), []);
  if (done !== null) {
    return (
      <Notice icon="check" tone="good">
        {done}
      </Notice>
    );
  }
  if (outcome?.ok !== false) return null;
  return <Refused problem={outcome.problem} sentences={say.refusals} />;
}
