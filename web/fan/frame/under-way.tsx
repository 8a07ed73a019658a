import { abandon, underWay } from '../service/writes.ts';
import { words } from '../words/words.ts';
import { Strip } from './strip.tsx';

/** What becomes of something that was asked for, when that takes longer than a moment. */
export function UnderWay({ slot }: { slot: string }) {
  const progress = underWay.value[slot];
  const { underWay: say } = words.value;
  return (
    <div role="status">
      {progress === 'accepted' && <Strip icon="clock">{say.accepted}</Strip>}
      {progress === 'unheard' && (
        <Strip icon="away" tone="warn">
          {say.unheard}
        </Strip>
      )}
      {progress === 'busy' && (
        <Strip
          icon="people"
          tone="warn"
          actions={
            <button type="button" class="plain" onClick={() => abandon(slot)}>
              {say.giveUp}
            </button>
          }
        >
          {say.busy}
        </Strip>
      )}
    </div>
  );
}
