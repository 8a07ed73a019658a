import { useEffect, useState } from 'preact/hooks';
import { isId } from '../../kit/address.ts';
import { Choice, Field } from '../../kit/field.tsx';
import { format } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import type { SaleAnswer } from '../answers.ts';
import { lookupAddress } from '../route.ts';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';

/** Asks by an id of any kind, or for one seat. What is asked for stands in the address, so it can be passed on. */
export function LookupForm({ asked }: { asked: URLSearchParams }) {
  const { lookup: say } = words.value;
  const [by, setBy] = useState<'id' | 'seat'>(asked.has('seat') ? 'seat' : 'id');
  return (
    <div class="card stack">
      <Choice legend={say.by} legendHidden name="by" options={say.ways} chosen={by} choose={setBy} />
      {by === 'id' ? <ById asked={asked} /> : <BySeat asked={asked} />}
    </div>
  );
}

function ById({ asked }: { asked: URLSearchParams }) {
  const { lookup: say } = words.value;
  const [id, setId] = useState(asked.get('q') ?? '');
  const [fault, setFault] = useState<string | undefined>();
  const look = (event: Event) => {
    event.preventDefault();
    const given = id.trim();
    setFault(isId(given) ? undefined : say.noId);
    if (isId(given)) location.hash = lookupAddress({ q: given });
  };
  return (
    <form class="lookup-form-id stack" noValidate onSubmit={look}>
      <Field label={say.id} hint={say.idHint} fault={fault}>
        {(control) => (
          <input
            {...control}
            type="search"
            autocomplete="off"
            spellcheck={false}
            value={id}
            onInput={(event) => setId(event.currentTarget.value)}
          />
        )}
      </Field>
      <Look />
    </form>
  );
}

function BySeat({ asked }: { asked: URLSearchParams }) {
  const { lookup: say } = words.value;
  const [sales, setSales] = useState<SaleAnswer[]>([]);
  const [dates, setDates] = useState<string[]>([]);
  const [concertId, setConcertId] = useState(asked.get('concertId') ?? '');
  const [date, setDate] = useState(asked.get('date') ?? '');
  const [seat, setSeat] = useState(asked.get('seat') ?? '');
  useEffect(() => {
    void askAsOperator('GET', '/v1/admin/concerts').then((reply) => {
      if (!reply.ok) return;
      setSales(reply.body.concerts);
      setConcertId((chosen) => chosen || (reply.body.concerts[0]?.id ?? ''));
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

const Look = () => (
  <button type="submit" class="primary lookup-form-look">
    <Icon name="search" /> {words.value.lookup.look}
  </button>
);
