import { words } from '../words/words.ts';
import { oddTime } from './zoned-time.ts';

/** Whose time is meant, and what becomes of one that the clocks there never show, or show twice. */
export function timeHint(hint: string, local: string, timeZone: string) {
  const { oddTime: say } = words.value.concert;
  const odd = oddTime(local, timeZone);
  if (odd === null) return hint;
  return (
    <>
      {hint} <b class="toned tone-warn">{odd.how === 'twice' ? say.twice : say.never(odd.instead)}</b>
    </>
  );
}
