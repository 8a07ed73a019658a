import { connection, heardAt } from '../connection.ts';
import { format } from '../format.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import type { IconName } from '../parts/icon.tsx';
import { words } from '../words/words.ts';

const LOOKS: Record<typeof connection.value, { tone: Tone; icon: IconName }> = {
  connecting: { tone: 'plain', icon: 'live' },
  live: { tone: 'good', icon: 'live' },
  polling: { tone: 'warn', icon: 'away' },
  offline: { tone: 'bad', icon: 'away' },
};

/** How fresh the figures are: told live, asked for every few seconds, or of some time ago. */
export function ConnectionState() {
  const state = connection.value;
  const say = words.value.connection[state];
  const at = state === 'offline' && heardAt.value !== null ? format.value.time(heardAt.value) : null;
  return (
    <span class="frame-connection" role="status">
      <Badge {...LOOKS[state]}>
        {say}
        {at !== null && ` · ${words.value.connection.lastHeard(at)}`}
      </Badge>
    </span>
  );
}
