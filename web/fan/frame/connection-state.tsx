import './connection-state.css';
import { connection } from '../service/connection.ts';
import { words } from '../words/words.ts';

/** One dot and one word: whether what is shown moves by itself. */
export function ConnectionState() {
  const state = connection.value;
  const { connection: say } = words.value;
  const word = {
    idle: say.idle,
    connecting: say.connecting,
    live: say.live,
    polling: say.pollingShort,
    offline: say.offlineShort,
  }[state];
  return <span class={`connection-state connection-state-${state}`}>{word}</span>;
}
