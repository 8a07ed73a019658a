import './wallet-page.css';
import { useEffect } from 'preact/hooks';
import { format, money } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import { PageHead, usePageTitle } from '../../kit/page-head.tsx';
import { StateCard } from '../../kit/state-card.tsx';
import { Charged, ChargeForm } from '../checkout/charge-form.tsx';
import { AskedFor } from '../frame/asked-for.tsx';
import { NeedIdentity } from '../frame/who.tsx';
import { keepAsking } from '../service/connection.ts';
import { userId } from '../state/identity.ts';
import {
  askForEntries,
  askForOlderEntries,
  askForWallet,
  type Entry,
  entries,
  wallet,
  walletMode,
} from '../state/wallet.ts';
import { words } from '../words/words.ts';

/** The fan's money: how much there is, where it came from and where it went. */
const CREDITED_CHECK_MS = 8_000;

export function WalletPage() {
  const { title } = words.value;
  usePageTitle(title.wallet);
  return (
    <NeedIdentity title={words.value.wallet.title}>
      {walletMode.value === 'off' ? <NoWallet /> : <Wallet key={userId.value} />}
    </NeedIdentity>
  );
}

function NoWallet() {
  const { wallet: say } = words.value;
  return (
    <>
      <PageHead title={say.title} />
      <StateCard icon="wallet" title={say.off.title} text={say.off.text} />
    </>
  );
}

function Wallet() {
  const { wallet: say } = words.value;
  // Nobody tells this page when the seller has put money in.
  const checkMs = walletMode.value === 'credited' ? CREDITED_CHECK_MS : undefined;
  useEffect(
    () => keepAsking(() => Promise.all([askForWallet(), askForEntries()]), { pollMs: 6_000, checkMs }),
    [checkMs],
  );
  return (
    <>
      <PageHead title={say.title} />
      <AskedFor loaded={wallet.value} heading="h2" again={() => void askForWallet()}>
        {({ balance }) => (
          <div class="wallet-page">
            <section class="card wallet-page-balance stack">
              <h2>{say.balance}</h2>
              <p class="wallet-page-sum display" data-testid="balance">
                {money.value(balance)}
              </p>
              <Charged />
              <ChargeForm />
            </section>
            <section class="card">
              <h2>{say.history}</h2>
              <p class="small faint">{say.times(format.value.ownZone())}</p>
              <AskedFor loaded={entries.value} heading="h2" again={() => void askForEntries()}>
                {(page) => <History {...page} />}
              </AskedFor>
            </section>
          </div>
        )}
      </AskedFor>
    </>
  );
}

function History({ entries, next }: { entries: Entry[]; next: string | null }) {
  const { wallet: say, more } = words.value;
  if (entries.length === 0) return <p class="faint">{say.none}</p>;
  return (
    <>
      <ul class="wallet-page-entries">
        {entries.map((entry) => (
          <EntryLine key={entry.id} entry={entry} />
        ))}
      </ul>
      {next !== null && (
        <button type="button" onClick={askForOlderEntries}>
          {more}
        </button>
      )}
    </>
  );
}

function EntryLine({ entry }: { entry: Entry }) {
  const { wallet: say } = words.value;
  const { kind, amount, balanceAfter, at } = entry;
  return (
    <li>
      <span class={`wallet-page-kind wallet-page-${kind}`}>
        <Icon name={amount < 0 ? 'ticket' : 'plus'} />
      </span>
      <span class="wallet-page-what">
        <strong>{say.kind[kind]}</strong>
        <span class="small faint">{format.value.moment(at)}</span>
      </span>
      <span class="wallet-page-amount">
        <strong class="numerals">
          {amount < 0 ? '−' : '+'} {money.value(Math.abs(amount))}
        </strong>
        <span class="small faint numerals">{say.balanceAfter(money.value(balanceAfter))}</span>
      </span>
    </li>
  );
}
