import './timeline.css';
import { format } from '../../kit/format.ts';
import type { HistoryEntry, LookupAnswer } from '../answers.ts';
import { OwnTimes } from '../frame/own-times.tsx';
import { lookupAddress } from '../route.ts';
import { words } from '../words/words.ts';
import { Facts, type Names, withoutIdsOf } from './facts.tsx';

/** Everything that happened, from the HTTP call to what was told, oldest first. */
export function Timeline({ found, history, names }: Pick<LookupAnswer, 'found' | 'history' | 'names'>) {
  const { lookup: say } = words.value;
  return (
    <section class="timeline card stack" aria-labelledby="timeline">
      <h2 id="timeline">{say.history}</h2>
      {history.length > 0 && <OwnTimes />}
      {history.length === 0 ? (
        <p class="faint">{say.noHistory}</p>
      ) : (
        <ol>
          {history.map((entry, index) => (
            <Entry key={index} found={found} names={names} entry={entry} before={history[index - 1]} />
          ))}
        </ol>
      )}
    </section>
  );
}

interface EntryProps {
  names: Names;
  found: Record<string, unknown>;
  entry: HistoryEntry;
  before: HistoryEntry | undefined;
}

function Entry({ found, names, entry, before }: EntryProps) {
  const { lookup: say } = words.value;
  const { exactMoment, exactTime } = format.value;
  const sameDay = before !== undefined && before.at.slice(0, 10) === entry.at.slice(0, 10);
  const { requestId, correlationId } = entry;
  const detail = withoutIdsOf(found, laidOpen(entry.detail));
  return (
    <li class={`timeline-entry timeline-entry-${toneOf(entry.what)}`}>
      <p class="timeline-what">
        <b>{(say.what as Record<string, string>)[entry.what] ?? entry.what}</b>{' '}
        <time class="faint" dateTime={entry.at}>
          {sameDay ? exactTime(entry.at) : exactMoment(entry.at)}
          <span class="timeline-milliseconds">.{entry.at.slice(20, 23)}</span>
        </time>
      </p>
      {Object.keys(detail).length > 0 && <Facts facts={detail} names={names} />}
      {(requestId !== undefined || correlationId !== undefined) && (
        <p class="small faint timeline-ids">
          {requestId !== undefined && (
            <span>
              {say.request} <a href={lookupAddress({ q: requestId })}>{requestId}</a>
            </span>
          )}
          {correlationId !== undefined && (
            <span>
              {say.correlation} <code>{correlationId}</code>
            </span>
          )}
        </p>
      )}
    </li>
  );
}

/** What was asked for and what came of it stand beside what they belong to. */
function laidOpen({ payload, result, lane, ...detail }: HistoryEntry['detail']) {
  const where = typeof lane === 'string' ? { lane: lane.split('.')[0] } : {};
  return { ...detail, ...where, ...(payload as object | null), ...(result as object | null) };
}

const GOOD = new Set(['succeeded', 'paid', 'admitted', 'held', 'charged', 'confirmed', 'completed']);
const BAD = new Set(['failed', 'refused', 'expired']);

const toneOf = (what: string) => (GOOD.has(what) ? 'good' : BAD.has(what) ? 'bad' : 'plain');
