import { useEffect } from 'preact/hooks';
import type { Problem } from '../../../client/description.ts';
import { announce } from '../../kit/announcer.tsx';
import { format } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import { abandon, drop, finish, underWay, unresolved } from '../service/writes.ts';
import { words } from '../words/words.ts';

/** What becomes of something that was asked for, when that takes longer than a moment. */
export function UnderWay({ slot }: { slot: string }) {
  const progress = underWay.value[slot];
  const { underWay: say } = words.value;
  useEffect(() => {
    if (progress !== undefined && progress !== 'sending') announce(say[progress]);
  }, [progress]);
  switch (progress) {
    case 'accepted':
      return <Notice icon="clock">{say.accepted}</Notice>;
    case 'unheard':
      return (
        <Notice icon="away" tone="warn">
          {say.unheard}
        </Notice>
      );
    case 'busy':
      return (
        <Notice
          icon="people"
          tone="warn"
          actions={
            <button type="button" class="plain" onClick={() => abandon(slot)}>
              {say.giveUp}
            </button>
          }
        >
          {say.busy}
        </Notice>
      );
    default:
      return null;
  }
}

interface RefusedProps {
  problem: Problem;
  /** What is said here of some of the codes. */
  sentences?: Readonly<Record<string, string>>;
}

/** Why something that was asked for is not to be. */
export const Refused = ({ problem, sentences = {} }: RefusedProps) => (
  <Notice tone="bad" spoken>
    {sentences[problem.code] ?? problem.detail}
  </Notice>
);

/** What was begun long ago and never answered: the fan says whether it is still wanted. */
export function Unresolved() {
  const { unresolved: say } = words.value;
  return (
    <>
      {unresolved.value.map((write) => {
        const kind = write.slot.split(':')[0] as keyof typeof say.what;
        return (
          <Notice
            key={write.key}
            icon="alert"
            tone="warn"
            title={say.title}
            actions={
              <>
                <button type="button" onClick={() => finish(write)}>
                  {say.finish}
                </button>
                <button type="button" class="plain" onClick={() => drop(write)}>
                  {say.drop}
                </button>
              </>
            }
          >
            {say.text(say.what[kind], format.value.moment(write.begunAt))}
          </Notice>
        );
      })}
    </>
  );
}
