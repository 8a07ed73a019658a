import './sales-screen.css';
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { format, money } from '../../kit/format.ts';
import { type Loaded, loadedFrom, newer } from '../../kit/loaded.ts';
import { Meter } from '../../kit/meter.tsx';
import { StateCard } from '../../kit/state-card.tsx';
import type { SaleAnswer, SalesAnswer } from '../answers.ts';
import { watch } from '../connection.ts';
import { AskedFor } from '../frame/asked-for.tsx';
import { Screen } from '../frame/screen.tsx';
import { Segments } from '../frame/segments.tsx';
import { saleAddress } from '../route.ts';
import { SaleBadge } from '../sale/sale-badge.tsx';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';

const SALES = '/v1/admin/concerts';
const ASKED_EVERY_MS = 3_000;

const SHOWN = ['current', 'drafts', 'archived', 'all'] as const;
type Show = (typeof SHOWN)[number];

/** Every sale in a line of figures, or those of one kind; those shown are asked for again every few seconds. */
export function SalesScreen() {
  const { sales: say, page } = words.value;
  const show = useSignal<Show>('current');
  const first = useSignal<Loaded<SalesAnswer>>({ state: 'loading' });
  const later = useSignal<SalesAnswer | null>(null);
  const ask = async () => {
    const asked = show.value;
    const reply = await askAsOperator('GET', SALES, {
      query: { show: asked === 'current' ? undefined : asked },
    });
    if (show.value === asked) first.value = newer(first.value, loadedFrom(reply));
  };
  const choose = (chosen: Show) => {
    show.value = chosen;
    first.value = { state: 'loading' };
    later.value = null;
    void ask();
  };
  useEffect(() => {
    watch(null);
    void ask();
    const timer = setInterval(() => document.hidden || void ask(), ASKED_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const next = useComputed(() =>
    later.value === null ? (first.value.state === 'here' ? first.value.value.next : null) : later.value.next,
  );
  const more = async () => {
    const asked = show.value;
    if (next.value === null) return;
    const reply = await askAsOperator('GET', SALES, { next: next.value });
    if (!reply.ok || show.value !== asked) return;
    const before = later.value?.concerts ?? [];
    later.value = { concerts: [...before, ...reply.body.concerts], next: reply.body.next };
  };
  return (
    <Screen
      title={page.sales}
      lead={say.lead}
      actions={
        <a class="button primary" href="#/new">
          {page.newConcert}
        </a>
      }
    >
      <Segments
        legend={say.shown}
        name="shown"
        options={SHOWN.map((value) => ({ value, label: say.show[value] }))}
        chosen={show.value}
        choose={choose}
      />
      <AskedFor loaded={first.value} again={ask}>
        {({ concerts }) =>
          concerts.length === 0 && show.value !== 'current' ? (
            <p class="faint">{say.noneShown[show.value]}</p>
          ) : concerts.length === 0 ? (
            <StateCard icon="calendar" title={say.none} text={say.noneYet}>
              <a class="button primary" href="#/new">
                {page.newConcert}
              </a>
            </StateCard>
          ) : (
            <ul class="stack">
              {unique([...concerts, ...(later.value?.concerts ?? [])]).map((sale) => (
                <SaleLine key={sale.id} sale={sale} />
              ))}
            </ul>
          )
        }
      </AskedFor>
      {next.value !== null && (
        <p>
          <button type="button" onClick={more}>
            {words.value.more}
          </button>
        </p>
      )}
    </Screen>
  );
}

/** A concert created meanwhile pushes another one from the first page to the second. */
const unique = (sales: SaleAnswer[]) => [...new Map(sales.map((sale) => [sale.id, sale])).values()];

function SaleLine({ sale }: { sale: SaleAnswer }) {
  const { sale: say, sales } = words.value;
  const { whole, compact } = format.value;
  return (
    <li class="sales-line card">
      <div class="sales-head">
        <h2>
          <a href={saleAddress(sale.id)} title={sale.title}>
            {sale.title}
          </a>
        </h2>
        <SaleBadge {...sale} />
        {sale.venue !== null && <p class="small faint sales-venue">{sale.venue}</p>}
      </div>
      <dl class="sales-figures numerals">
        <div>
          <dt>{say.waiting}</dt>
          <dd>{whole(sale.waiting)}</dd>
        </div>
        <div>
          <dt>{say.active}</dt>
          <dd>
            {whole(sale.active)} <span class="faint">{say.ofPlaces(compact(sale.capacity))}</span>
          </dd>
        </div>
        <div>
          <dt>{say.held}</dt>
          <dd>{whole(sale.held)}</dd>
        </div>
        <div class="sales-sold">
          <dt>{say.sold}</dt>
          <dd>
            {whole(sale.sold)} <span class="faint">{sales.ofSeats(whole(sale.seats))}</span>
            <Meter part={sale.sold} second={sale.held} of={sale.seats} />
          </dd>
        </div>
        <div>
          <dt>{say.revenue}</dt>
          <dd>{money.value(sale.revenue)}</dd>
        </div>
      </dl>
    </li>
  );
}
