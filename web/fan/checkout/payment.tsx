import './payment.css';
import { useEffect } from 'preact/hooks';
import { CHARGE_MAX } from '../../../config/limits.ts';
import { money } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import { Trouble } from '../frame/asked-for.tsx';
import { UnderWay } from '../frame/under-way.tsx';
import { hrefs } from '../route.ts';
import { keepAsking } from '../service/connection.ts';
import { outcomes, underWay } from '../service/writes.ts';
import type { Concert } from '../state/concerts.ts';
import { pay, paySlot } from '../state/reservations.ts';
import { askForWallet, wallet, walletMode } from '../state/wallet.ts';
import { words } from '../words/words.ts';
import { Charged, ChargeForm } from './charge-form.tsx';

const CREDIT_POLL = { pollMs: 5_000, checkMs: 5_000 };

interface PaymentProps {
  concert: Concert;
  reservationIds: string[];
  amount: number;
  /** The time is up, as far as this machine knows. */
  ended: boolean;
}

/** The wallet, what is missing in it, and the button that pays. */
export function Payment({ concert, reservationIds, amount, ended }: PaymentProps) {
  const { checkout: say, nav } = words.value;
  const slot = paySlot(concert.concertId);
  const paying = underWay.value[slot] !== undefined;
  const outcome = outcomes.value[slot];
  const purse = wallet.value;
  const balance = purse.state === 'here' ? purse.value.balance : null;
  const missing = balance === null ? 0 : Math.max(amount - balance, 0);
  const awaitsCredit = missing > 0 && walletMode.value === 'credited';
  // Nobody tells this page when the seller has put money in.
  useEffect(() => (awaitsCredit ? keepAsking(askForWallet, CREDIT_POLL) : undefined), [awaitsCredit]);
  const can = !ended && !paying && balance !== null && missing === 0;
  return (
    <section class="card payment stack" aria-label={say.wallet}>
      <h2>{say.wallet}</h2>
      {walletMode.value === 'off' && <p class="faint">{say.noWay}</p>}
      {walletMode.value !== 'off' && (purse.state === 'offline' || purse.state === 'refused') && (
        <Trouble
          heading="h2"
          problem={purse.state === 'refused' ? purse.problem : null}
          again={() => void askForWallet()}
        />
      )}
      {balance !== null && (
        <dl class="payment-sums stack">
          <div>
            <dt>{say.balance}</dt>
            <dd class="numerals">{money.value(balance)}</dd>
          </div>
          <div>
            <dt>{say.total}</dt>
            <dd class="numerals">− {money.value(amount)}</dd>
          </div>
          {missing === 0 && (
            <div class="payment-after">
              <dt>{say.after}</dt>
              <dd class="numerals">{money.value(balance - amount)}</dd>
            </div>
          )}
        </dl>
      )}
      {missing > 0 && !paying && (
        <>
          <Notice icon="wallet" tone="warn">
            {walletMode.value !== 'open'
              ? say.shortClosed(money.value(missing))
              : missing > CHARGE_MAX
                ? say.shortFor(money.value(missing), money.value(CHARGE_MAX))
                : say.short(money.value(missing))}
          </Notice>
          <ChargeForm missing={missing} />
        </>
      )}
      <Charged />
      {outcome?.ok === false && outcome.problem.code === 'PAYMENT_FAILED' && (
        <Notice icon="alert" tone="bad" spoken title={say.failed.title}>
          {say.failed.text}
        </Notice>
      )}
      {outcome?.ok === false && outcome.problem.code !== 'PAYMENT_FAILED' && (
        <Notice
          icon="alert"
          tone="bad"
          spoken
          actions={
            outcome.problem.code === 'ALREADY_PAID' && (
              <a class="button" href={hrefs.reservations}>
                {nav.reservations}
              </a>
            )
          }
        >
          {say.refusals[outcome.problem.code] ?? outcome.problem.detail}
        </Notice>
      )}
      <UnderWay slot={slot} />
      <button
        type="button"
        class="primary big wide"
        aria-disabled={!can}
        onClick={() => {
          if (can) pay(concert.concertId, reservationIds);
        }}
      >
        {ended ? say.ending : paying ? say.paying : say.pay(money.value(amount))}
      </button>
      <p class="small faint">{say.payHint}</p>
    </section>
  );
}
