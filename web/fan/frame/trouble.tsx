import type { Problem } from '../../../src/contract/problem.ts';
import { words } from '../words/words.ts';
import { StateCard } from './state-card.tsx';

interface TroubleProps {
  /** Left out when nothing was heard at all. */
  problem?: Problem | undefined;
  heading?: 'h1' | 'h2';
  again: () => void;
}

/** What was asked for could not be had: why, and another try. */
export function Trouble({ problem, heading = 'h1', again }: TroubleProps) {
  const { problem: say, tryAgain } = words.value;
  const busy = problem !== undefined && (problem.status === 503 || problem.status === 429);
  const { title, text } =
    problem === undefined ? say.offline : busy ? say.busy : { title: say.other, text: problem.detail };
  return (
    <StateCard
      icon={problem === undefined ? 'away' : busy ? 'people' : 'alert'}
      tone={problem === undefined ? 'bad' : 'warn'}
      heading={heading}
      title={title}
      text={text}
    >
      <button type="button" onClick={again}>
        {tryAgain}
      </button>
    </StateCard>
  );
}
