import { connection } from '../service/connection.ts';
import { words } from '../words/words.ts';
import { Strip } from './strip.tsx';

/** Says so when news does not come by itself. Empty while all is well, so that its words are heard when they come. */
export function ConnectionBanner() {
  const state = connection.value;
  return (
    <div role="status" class="connection-banner">
      {state === 'polling' && (
        <Strip icon="away" tone="warn">
          {words.value.connection.polling}
        </Strip>
      )}
      {state === 'offline' && (
        <Strip icon="away" tone="bad">
          {words.value.connection.offline}
        </Strip>
      )}
    </div>
  );
}
