import { isId } from '../../kit/address.ts';
import './facts.css';
import { lookupAddress, saleAddress } from '../route.ts';
import { told } from '../sale/changes-in.ts';
import { words } from '../words/words.ts';

/** Where an id leads that has one of these names. */
const ADDRESSES: Record<string, (id: string) => string> = {
  concertId: saleAddress,
  ...Object.fromEntries(
    ['userId', 'reservationId', 'reservationIds', 'requestId', 'paymentId', 'tokenId'].map((name) => [
      name,
      (id: string) => lookupAddress({ q: id }),
    ]),
  ),
};

/** What things are called, by their ids. */
export type Names = Readonly<Record<string, string>>;

interface FactsProps {
  facts: Record<string, unknown>;
  names: Names;
}

/** Names and values of a record; whatever can be looked up itself is a link, by its name where it has one. */
export const Facts = ({ facts, names }: FactsProps) => (
  <dl class="facts">
    {Object.entries(facts)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => (
        <div key={name}>
          <dt>{(words.value.record.fields as Record<string, string>)[name] ?? name}</dt>
          <dd>
            <Value name={name} value={value} names={names} />
          </dd>
        </div>
      ))}
  </dl>
);

interface ValueProps {
  name: string;
  value: unknown;
  names: Names;
}

function Value({ name, value, names }: ValueProps) {
  if (typeof value === 'string' && isId(value)) {
    const address = ADDRESSES[name];
    const called = names[value];
    if (address === undefined) return <code>{called ?? value}</code>;
    return (
      <a class={called === undefined ? 'facts-id' : undefined} href={address(value)} title={value}>
        {called ?? value}
      </a>
    );
  }
  if (Array.isArray(value) && value.some((one) => isId(`${one}`) || typeof one === 'object')) {
    return (
      <ul class="facts-list">
        {value.map((one) => (
          <li key={JSON.stringify(one)}>
            <Value name={name} value={one} names={names} />
          </li>
        ))}
      </ul>
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return <Facts facts={value as Record<string, unknown>} names={names} />;
  }
  return <>{told(name, value)}</>;
}

/** A record without the ids that stand above it already. */
export function withoutIdsOf(known: Record<string, unknown>, facts: Record<string, unknown>) {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]): [string, unknown][] => {
      if (typeof value === 'string' && isId(value) && known[name] === value) return [];
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, value]];
      const rest = withoutIdsOf(known, value as Record<string, unknown>);
      return Object.keys(rest).length === 0 ? [] : [[name, rest]];
    }),
  );
}
