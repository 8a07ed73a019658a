import { useEffect, useState } from 'preact/hooks';
import { Choice, Field } from '../../kit/field.tsx';
import { format } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import type { SaleAnswer } from '../answers.ts';
import { lookupAddress } from '../route.ts';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';

/** Asks by a name, by an id of any kind, or for one seat. What is asked for stands in the address, so it can be passed on. */
export function LookupForm({ asked }: { asked: URLSearchParams }) {
  const { lookup: say } = words.value;
  const [by, setBy] = useState<'word' | 'seat'>(asked.has('seat') ? 'seat' : 'word');
  return (
    <div class="card stack">
      <Choice legend={say.by} legendHidden name="by" options={say.ways} chosen={by} choose={setBy} />
      {by === 'word' ? <ByWord asked={asked} /> : <BySeat asked={asked} />}
    </div>
  );
}

function ByWord({ asked }: { asked: URLSearchParams }) {
  const { lookup: say } = words.value;
  const [word, setWord] = useState(asked.get('q') ?? '');
  const [fault, setFault] = useState<string | undefined>();
  const look = (event: Event) => {
    event.preventDefault();
    const given = word.trim();
    setFault(given === '' ? say.noWord : undefined);
    if (given !== '') location.hash = lookupAddress({ q: given });
  };
  return (
    <form class="lookup-form-word stack" noValidate onSubmit={look}>
      <Field label={say.word} hint={say.wordHint} fault={fault}>
        {(control) => (
          <input
            {...control}
            type="search"
            autocomplete="off"
            spellcheck={false}
            maxLength={WORD_CHARACTERS}
            value={word}
            onInput={(event) => {
              setFault(undefined);
              setWord(event.currentTarget.value);
            }}
          />
        )}
      </Field>
      <Look />
    </form>
  );
}

/** The service takes no longer ones. */
const WORD_CHARACTERS = 200;

function BySeat({ asked }: { asked: URLSearchParams }) {
  const { lookup: say } = words.value;
  const [sales, setSales] = useState<SaleAnswer[]>([]);
  const [dates, setDates] = useState<string[]>([]);
  const [concertId, setConcertId] = useState(asked.get('concertId') ?? '');
  const [date, setDate] = useState(asked.get('date') ?? '');
  const [seat, setSeat] = useState(asked.get('seat') ?? '');
  useEffect(() => {
    void everySale().then((every) => {
      setSales(every);
      setConcertId((chosen) => chosen || (every[0]?.id ?? ''));
    });
  }, []);
  useEffect(() => {
    if (concertId === '') return;
    void askAsOperator('GET', '/v1/concerts/{concertId}', { params: { concertId } }).then((reply) => {
      if (!reply.ok) return;
      const announced = reply.body.dates.map((each) => each.date);
      setDates(announced);
      setDate((chosen) => (announced.includes(chosen) ? chosen : (announced[0] ?? '')));
    });
  }, [concertId]);
  const look = (event: Event) => {
    event.preventDefault();
    if (concertId !== '' && date !== '' && seat.trim() !== '') {
      location.hash = lookupAddress({ concertId, date, seat: seat.trim() });
    }
  };
  return (
    <form class="lookup-form-seat stack" onSubmit={look}>
      <Field label={say.concert}>
        {(control) => (
          <select
            {...control}
            value={concertId}
            onChange={(event) => setConcertId(event.currentTarget.value)}
          >
            {sales.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
            {concertId !== '' && !sales.some(({ id }) => id === concertId) && (
              <option value={concertId}>{concertId}</option>
            )}
          </select>
        )}
      </Field>
      <Field label={say.date}>
        {(control) => (
          <select {...control} value={date} onChange={(event) => setDate(event.currentTarget.value)}>
            {dates.map((each) => (
              <option key={each} value={each}>
                {format.value.date(each)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={say.seat}>
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            pattern="[0-9]+"
            autocomplete="off"
            required
            value={seat}
            onInput={(event) => setSeat(event.currentTarget.value)}
          />
        )}
      </Field>
      <Look />
    </form>
  );
}

/** Page by page, as far as they can be had. */
async function everySale(): Promise<SaleAnswer[]> {
  const every: SaleAnswer[] = [];
  let page = await askAsOperator('GET', '/v1/admin/concerts', { query: { show: 'all' } });
  while (page.ok) {
    every.push(...page.body.concerts);
    if (page.body.next === null) break;
    page = await askAsOperator('GET', '/v1/admin/concerts', { next: page.body.next });
  }
  return every;
}

const Look = () => (
  <button type="submit" class="primary lookup-form-look">
    <Icon name="search" /> {words.value.lookup.look}
  </button>
);
