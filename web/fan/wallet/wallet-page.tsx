import './wallet-page.css';
import { useEffect } from 'preact/hooks';
import { money } from '../../shared/language.ts';
import { ChargeForm } from '../checkout/charge-form.tsx';
import { Charged } from '../checkout/charged.tsx';
import { format } from '../format.ts';
import { Icon } from '../frame/icon.tsx';
import { Loading } from '../frame/loading.tsx';
import { NeedIdentity } from '../frame/need-identity.tsx';
import { usePageTitle } from '../frame/page-title.ts';
import { Trouble } from '../frame/trouble.tsx';
import { keepAsking } from '../service/connection.ts';
import { userId } from '../state/identity.ts';
import {
  askForEntries,
  askForOlderEntries,
  askForWallet,
  type Entry,
  entries,
  wallet,
} from '../state/wallet.ts';
import { words } from '../words/words.ts';

/** The fan's money: how much there is, where it came from and where it went. */
export function WalletPage() {
  const { title } = words.value;
  usePageTitle(title.wallet);
  return (
    <NeedIdentity title={words.value.wallet.title}>
      <Wallet key={userId.value} />
    </NeedIdentity>
  );
}

function Wallet() {
  const { wallet: say } = words.value;
  useEffect(() => keepAsking(() => Promise.all([askForWallet(), askForEntries()]), { pollMs: 6_000 }), []);
  const purse = wallet.value;
  return (
    <>
      <div class="title-block">
        <h1>{say.title}</h1>
      </div>
      {purse.state === 'loading' && <Loading />}
      {purse.state === 'offline' && <Trouble heading="h2" again={() => void askForWallet()} />}
      {purse.state === 'refused' && (
        <Trouble heading="h2" problem={purse.problem} again={() => void askForWallet()} />
      )}
      {purse.state === 'here' && (
        <div class="wallet-page">
          <section class="card wallet-page-balance">
            <h2>{say.balance}</h2>
            <p class="wallet-page-sum numerals" data-testid="balance">
              {money.value(purse.value.balance)}
            </p>
            <Charged />
            <ChargeForm />
          </section>
          <section class="card">
            <h2>{say.history}</h2>
            <History />
          </section>
        </div>
      )}
    </>
  );
}

function History() {
  const { wallet: say, more } = words.value;
  const list = entries.value;
  if (list.state === 'loading') return <Loading />;
  if (list.state === 'offline') return <Trouble heading="h2" again={() => void askForEntries()} />;
  if (list.state === 'refused') {
    return <Trouble heading="h2" problem={list.problem} again={() => void askForEntries()} />;
  }
  if (list.value.entries.length === 0) return <p class="faint">{say.none}</p>;
  return (
    <>
      <ul class="wallet-page-entries">
        {list.value.entries.map((entry) => (
          <EntryLine key={entry.id} entry={entry} />
        ))}
      </ul>
      {list.value.next !== null && (
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
        <span class="faint">{format.value.moment(at)}</span>
      </span>
      <span class="wallet-page-amount">
        <strong class="numerals">
          {amount < 0 ? '−' : '+'} {money.value(Math.abs(amount))}
        </strong>
        <span class="faint numerals">{say.balanceAfter(money.value(balanceAfter))}</span>
      </span>
    </li>
  );
}
