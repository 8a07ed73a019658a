import { ConnectionState } from '../../kit/badge.tsx';
import { format } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import { connection, heardAt } from '../connection.ts';
import { words } from '../words/words.ts';

/** How fresh the figures are: told live, asked for every few seconds, or of some time ago. */
export function Freshness() {
  const state = connection.value;
  const { connection: say, live } = words.value;
  const at = state === 'offline' && heardAt.value !== null ? format.value.exactTime(heardAt.value) : null;
  return (
    <span role="status">
      <ConnectionState state={state}>
        {state === 'polling' ? say.polling : live[state]}
        {at !== null && ` · ${say.lastHeard(at)}`}
      </ConnectionState>
    </span>
  );
}

/** Figures stay on the screen when nothing is heard any more; nobody may take them for those of now. */
export function OfflineNotice() {
  if (connection.value !== 'offline') return null;
  const { connection: say } = words.value;
  return (
    <Notice tone="bad" icon="away" spoken>
      {heardAt.value === null ? say.silent : say.silentSince(format.value.exactTime(heardAt.value))}
    </Notice>
  );
}
