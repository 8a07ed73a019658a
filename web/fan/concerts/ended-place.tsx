import type { IconName } from '../../kit/icon.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { Tone } from '../../kit/theme.ts';
import { hrefs } from '../route.ts';
import { type Ending, forgetEnding } from '../state/places.ts';
import { words } from '../words/words.ts';

/** How the end of a place looks, wherever it is told. */
export const LOOKS: Record<Ending, { icon: IconName; tone: Tone }> = {
  paid: { icon: 'party', tone: 'good' },
  left: { icon: 'check', tone: 'calm' },
  expired: { icon: 'clock', tone: 'warn' },
  unknown: { icon: 'clock', tone: 'warn' },
};

/** The fan's place in this concert is gone: why, until they have read it. */
export function EndedPlace({ concertId, ending }: { concertId: string; ending: Ending }) {
  const { endings: say } = words.value.concert;
  const { close, nav } = words.value;
  return (
    <Notice
      {...LOOKS[ending]}
      spoken
      title={say[ending].title}
      actions={
        <>
          {ending === 'paid' && (
            <a class="button" href={hrefs.reservations}>
              {nav.reservations}
            </a>
          )}
          <button type="button" class="plain" onClick={() => forgetEnding(concertId)}>
            {close}
          </button>
        </>
      }
    >
      {say[ending].text}
    </Notice>
  );
}
