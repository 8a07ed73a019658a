import './action-log.css';
import { format } from '../format.ts';
import { words } from '../words/words.ts';
import { changesIn } from './changes-in.ts';
import type { WatchedSale } from './watched-sale.ts';

/** Who did what to this sale, from what to what; the newest first. */
export function ActionLog({ sale }: { sale: WatchedSale }) {
  const { record: say, states } = words.value;
  const { time, moment } = format.value;
  const actions = sale.actions.value;
  return (
    <section class="action-log card" aria-labelledby="action-log">
      <h2 id="action-log">{say.title}</h2>
      {actions === null ? (
        <p class="faint">{states.loading}</p>
      ) : actions.length === 0 ? (
        <p class="faint">{say.nothing}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <ol class="action-log-list" tabIndex={0} aria-labelledby="action-log">
          {actions.map((action) => (
            <li key={action.id}>
              <p class="action-log-what">{say.what[action.what]}</p>
              <p class="faint action-log-who">
                {action.who === null || action.who === KEY_ITSELF ? say.byKey : action.who} ·{' '}
                <time dateTime={action.at} title={moment(action.at)}>
                  {isToday(action.at) ? time(action.at) : moment(action.at)}
                </time>
              </p>
              <ul class="action-log-changes">
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
          {states.more}
        </button>
      )}
    </section>
  );
}

/** How the service calls whoever comes with the key instead of a session. */
const KEY_ITSELF = 'ADMIN_KEY';

const isToday = (at: string) => new Date(at).toDateString() === new Date().toDateString();
