import { ConnectionState } from '../../kit/badge.tsx';
import { Notice } from '../../kit/notice.tsx';
import { connection } from '../service/connection.ts';
import { words } from '../words/words.ts';

/** Says so when news does not come by itself. Empty while all is well, so that its words are heard when they come. */
export function ConnectionBanner() {
  const state = connection.value;
  return (
    <div role="status" class="connection-banner">
      {(state === 'polling' || state === 'offline') && (
        <Notice icon="away" tone={state === 'polling' ? 'warn' : 'bad'}>
          {words.value.connection[state]}
        </Notice>
      )}
    </div>
  );
}

/** Whether what is shown moves by itself. */
export function Live() {
  const state = connection.value;
  const { connection: say, live } = words.value;
  const word = { ...live, idle: say.idle, polling: say.pollingShort }[state];
  return <ConnectionState state={state}>{word}</ConnectionState>;
}
