import { lookupAddress } from '../route.ts';
import { told } from '../sale/changes-in.ts';
import { words } from '../words/words.ts';
import './facts.css';

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
/** Ids that can be looked up; whatever has one of these names leads on. */
const LEADS_ON = new Set(['userId', 'reservationId', 'reservationIds', 'requestId', 'paymentId', 'tokenId']);

/** Names and values of a record; whatever can itself be looked up is a link. */
export const Facts = ({ facts }: { facts: Record<string, unknown> }) => (
  <dl class="facts">
    {Object.entries(facts).map(([name, value]) => (
      <div key={name}>
        <dt>{(words.value.record.fields as Record<string, string>)[name] ?? name}</dt>
        <dd>
          <Value name={name} value={value} />
        </dd>
      </div>
    ))}
  </dl>
);

function Value({ name, value }: { name: string; value: unknown }) {
  if (typeof value === 'string' && UUID.test(value)) {
    return LEADS_ON.has(name) ? <a href={lookupAddress({ q: value })}>{value}</a> : <code>{value}</code>;
  }
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.some((one) => UUID.test(one) || typeof one === 'object')
  ) {
    return (
      <ul class="facts__list">
        {value.map((one) => (
          <li key={JSON.stringify(one)}>
            <Value name={name} value={one} />
          </li>
        ))}
      </ul>
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return <Facts facts={value as Record<string, unknown>} />;
  }
  return <>{told(name, value)}</>;
}
