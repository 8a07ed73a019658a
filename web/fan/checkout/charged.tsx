import { useEffect } from 'preact/hooks';
import { announce } from '../../shared/announcer.tsx';
import { money } from '../../shared/language.ts';
import { Strip } from '../frame/strip.tsx';
import { forgetOutcome, outcomes } from '../service/writes.ts';
import { CHARGE_SLOT } from '../state/wallet.ts';
import { words } from '../words/words.ts';

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
      <Strip icon="check" tone="good">
        {done}
      </Strip>
    );
  }
  if (outcome?.ok !== false) return null;
  return (
    <Strip icon="alert" tone="bad" role="alert">
      {say.refusals[outcome.problem.code] ?? outcome.problem.detail}
    </Strip>
  );
}
