import { connection, heardAt } from '../connection.ts';
import { format } from '../format.ts';
import { Notice } from '../parts/notice.tsx';
import { words } from '../words/words.ts';

/** Figures stay on the screen when nothing is heard any more; nobody may take them for those of now. */
export function OfflineNotice() {
  if (connection.value !== 'offline') return null;
  const { connection: say } = words.value;
  return (
    <div class="frame-notice">
      <Notice tone="bad" spoken>
        <p>{heardAt.value === null ? say.silent : say.silentSince(format.value.time(heardAt.value))}</p>
      </Notice>
    </div>
  );
}
