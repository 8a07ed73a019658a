import { format } from '../../kit/format.ts';
import type { IconName } from '../../kit/icon.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { Tone } from '../../kit/theme.ts';
import { hrefs } from '../route.ts';
import type { Concert } from '../state/concerts.ts';
import { type Ending, type EndOfPlace, forgetEnding } from '../state/places.ts';
import { words } from '../words/words.ts';

const RAN_OUT = { icon: 'clock', tone: 'warn' } as const;

/** How the end of a place looks, wherever it is told. */
export const LOOKS: Record<Ending, { icon: IconName; tone: Tone }> = {
  paid: { icon: 'party', tone: 'good' },
  left: { icon: 'check', tone: 'calm' },
  expired: RAN_OUT,
  unknown: RAN_OUT,
  'waited-too-long': RAN_OUT,
  'visit-over': RAN_OUT,
  'no-show': RAN_OUT,
  'sale-closed': { icon: 'alert', tone: 'warn' },
};

/** The fan's place in this concert is gone: why, when their turn came and how long it stood, until they have read it. */
export function EndedPlace({ concert, end }: { concert: Concert; end: EndOfPlace }) {
  const { endings: say } = words.value.concert;
  const { close, nav } = words.value;
  const { why } = end;
  const story = storyOf(concert, end);
  return (
    <Notice
      {...LOOKS[why]}
      spoken
      title={say[why].title}
      actions={
        <>
          {why === 'paid' && (
            <a class="button" href={hrefs.reservations}>
              {nav.reservations}
            </a>
          )}
          <button type="button" class="plain" onClick={() => forgetEnding(concert.concertId)}>
            {close}
          </button>
        </>
      }
    >
      <p>{say[why].text}</p>
      {story !== null && <p>{story}</p>}
    </Notice>
  );
}

/** Of a place that was lost: when the turn came, and how long it stood. */
function storyOf(concert: Concert, { why, joinedAt, admittedAt, endedAt }: EndOfPlace): string | null {
  const { endingStory: say } = words.value.concert;
  if (why === 'paid' || why === 'left' || endedAt === undefined) return null;
  const time = (at: string) => format.value.timeAt(at, concert.timeZone);
  const lasted = (from: string) =>
    format.value.spoken(Math.max(0, (Date.parse(endedAt) - Date.parse(from)) / 1_000));
  if (admittedAt) return say.stood(time(admittedAt), lasted(admittedAt), time(endedAt));
  return joinedAt === undefined ? null : say.neverCame(lasted(joinedAt), time(endedAt));
}
