import './charge-form.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CHARGE_MAX } from '../../../config/limits.ts';
import { announce } from '../../kit/announcer.tsx';
import { Field } from '../../kit/field.tsx';
import { money } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import { Refused, UnderWay } from '../frame/under-way.tsx';
import { forgetOutcome, outcomes, underWay } from '../service/writes.ts';
import { CHARGE_SLOT, charge } from '../state/wallet.ts';
import { words } from '../words/words.ts';

const OFTEN = [50_000, 100_000, 200_000];

/** Puts money into the wallet; `missing` is what somebody needs for what they are about to pay. */
export function ChargeForm({ missing = 0 }: { missing?: number }) {
  const { charge: say } = words.value;
  const amount = useSignal(missing > 0 ? String(missing) : '');
  const given = Number(amount.value);
  const fits = Number.isInteger(given) && given >= 1 && given <= CHARGE_MAX;
  const touched = useSignal(false);
  const wrong = touched.value && !fits;
  const charging = underWay.value[CHARGE_SLOT] !== undefined;
  const outcome = outcomes.value[CHARGE_SLOT];
  useEffect(() => {
    if (missing > 0) amount.value = String(missing);
  }, [missing]);
  useEffect(() => {
    if (outcome?.ok !== true) return;
    amount.value = '';
    touched.value = false;
  }, [outcome]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    touched.value = true;
    if (fits && !charging) charge(given);
  };
  return (
    <form class="charge-form stack" onSubmit={submit} noValidate aria-label={say.title}>
      <Field
        label={say.amount}
        hint={wrong ? undefined : say.range(money.value(CHARGE_MAX))}
        fault={wrong ? say.range(money.value(CHARGE_MAX)) : undefined}
        spoken
      >
        {(control) => (
          <div class="charge-form-row row">
            <input
              {...control}
              inputMode="numeric"
              autocomplete="off"
              value={amount}
              onInput={({ currentTarget }) => {
                amount.value = currentTarget.value.replaceAll(/[^\d]/g, '');
              }}
            />
            <button type="submit" class="primary" aria-disabled={charging}>
              {charging ? say.charging : fits ? say.chargeAmount(money.value(given)) : say.charge}
            </button>
          </div>
        )}
      </Field>
      <fieldset class="charge-form-often row">
        <legend class="only-heard">{say.quick}</legend>
        {missing > 0 && (
          <button type="button" onClick={() => (amount.value = String(missing))}>
            {say.missing(money.value(missing))}
          </button>
        )}
        {OFTEN.map((often) => (
          <button
            key={often}
            type="button"
            onClick={() => (amount.value = String(Math.min((fits ? given : 0) + often, CHARGE_MAX)))}
          >
            {say.plus(money.value(often))}
          </button>
        ))}
      </fieldset>
      <UnderWay slot={CHARGE_SLOT} />
    </form>
  );
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
