import { useEffect } from 'preact/hooks';
import { announce } from '../../shared/announcer.tsx';
import { abandon, underWay } from '../service/writes.ts';
import { words } from '../words/words.ts';
import { Strip } from './strip.tsx';

/** What becomes of something that was asked for, when that takes longer than a moment. */
export function UnderWay({ slot }: { slot: string }) {
  const progress = underWay.value[slot];
  const { underWay: say } = words.value;
  useEffect(() => {
    if (progress !== undefined && progress !== 'sending') announce(say[progress]);
  }, [progress]);
  switch (progress) {
    case 'accepted':
      return <Strip icon="clock">{say.accepted}</Strip>;
    case 'unheard':
      return (
        <Strip icon="away" tone="warn">
          {say.unheard}
        </Strip>
      );
    case 'busy':
      return (
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
      );
    default:
      return null;
  }
}
