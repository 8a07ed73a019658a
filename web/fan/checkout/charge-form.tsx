import './charge-form.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CHARGE_MAX } from '../../../config/limits.ts';
import { money } from '../../shared/language.ts';
import { UnderWay } from '../frame/under-way.tsx';
import { outcomes, underWay } from '../service/writes.ts';
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
    <form class="charge-form" onSubmit={submit} noValidate aria-label={say.title}>
      <label for="charge-amount">{say.amount}</label>
      <div class="charge-form-row">
        <input
          id="charge-amount"
          inputMode="numeric"
          autoComplete="off"
          value={amount}
          aria-invalid={wrong}
          aria-describedby="charge-hint"
          onInput={({ currentTarget }) => {
            amount.value = currentTarget.value.replaceAll(/[^\d]/g, '');
          }}
        />
        <button type="submit" class="primary" aria-disabled={charging}>
          {charging ? say.charging : fits ? say.chargeAmount(money.value(given)) : say.charge}
        </button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: the buttons need no box around them. */}
      <div class="charge-form-often" role="group" aria-label={say.quick}>
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
      </div>
      <p id="charge-hint" class={wrong ? 'charge-form-wrong' : 'faint'} role={wrong ? 'alert' : undefined}>
        {say.range(money.value(CHARGE_MAX))}
      </p>
      <UnderWay slot={CHARGE_SLOT} />
    </form>
  );
}
