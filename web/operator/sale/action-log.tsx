import './action-log.css';
import { format } from '../../kit/format.ts';
import type { ActionAnswer } from '../answers.ts';
import { OwnTimes } from '../frame/own-times.tsx';
import { words } from '../words/words.ts';
import { changesIn } from './changes-in.ts';
import type { WatchedSale } from './watched-sale.ts';

/** Who did what to this sale, from what to what; the newest first. */
export function ActionLog({ sale }: { sale: WatchedSale }) {
  const { record: say } = words.value;
  const { exactTime, exactMoment } = format.value;
  const actions = sale.actions.value;
  return (
    <section class="card stack" aria-labelledby="action-log">
      <h2 id="action-log">{say.title}</h2>
      <OwnTimes />
      {actions === null ? (
        <p class="faint">{words.value.loading}</p>
      ) : actions.length === 0 ? (
        <p class="faint">{say.nothing}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <ol class="action-log-list stack" tabIndex={0} aria-labelledby="action-log">
          {actions.map((action) => (
            <li key={action.id}>
              <p class="strong">{say.what[action.what]}</p>
              <p class="small faint">
                {operatorIn(action)} ·{' '}
                <time dateTime={action.at} title={exactMoment(action.at)}>
                  {isToday(action.at) ? exactTime(action.at) : exactMoment(action.at)}
                </time>
              </p>
              <ul class="action-log-changes numerals">
                {changesIn(action).map((change) => (
                  <li key={change}>{change}</li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
      {sale.olderActions.value !== null && (
        <button type="button" onClick={() => void sale.askForOlderActions()}>
          {words.value.more}
        </button>
      )}
    </section>
  );
}

/** How the service calls whoever comes with the key instead of a session. */
const KEY_ITSELF = 'ADMIN_KEY';

/** Who did it, by name. */
export const operatorIn = ({ who }: ActionAnswer): string =>
  who === KEY_ITSELF ? words.value.record.byKey : who;

const isToday = (at: string) => new Date(at).toDateString() === new Date().toDateString();
