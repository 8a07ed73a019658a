import type { ComponentChildren } from 'preact';
import type { Problem } from '../../../client/description.ts';
import { AskedFor as Asked, type Shape } from '../../kit/asked-for.tsx';
import type { IconName } from '../../kit/icon.tsx';
import type { Loaded } from '../../kit/loaded.ts';
import { usePageTitle } from '../../kit/page-head.tsx';
import { StateCard } from '../../kit/state-card.tsx';
import type { Tone } from '../../kit/theme.ts';
import { hrefs } from '../route.ts';
import { words } from '../words/words.ts';

interface AskedForProps<Value> {
  loaded: Loaded<Value>;
  again: () => void;
  shape?: Shape;
  /** Of the page itself, or of one part of it. */
  heading?: 'h1' | 'h2';
  /** What is shown for refusals of this code: mostly that there is no such thing. */
  unless?: Readonly<Record<string, () => ComponentChildren>>;
  children: (value: Value) => ComponentChildren;
}

/** Shows what was asked for, or that it is on its way, or why it did not come. */
export const AskedFor = <Value,>({ again, heading, unless, ...asked }: AskedForProps<Value>) => (
  <Asked
    {...asked}
    otherwise={(problem) =>
      unless?.[problem?.code ?? '']?.() ?? <Trouble problem={problem} heading={heading} again={again} />
    }
  />
);

interface TroubleProps {
  /** Null when nothing was heard at all. */
  problem: Problem | null;
  heading?: 'h1' | 'h2' | undefined;
  again: () => void;
}

/** What was asked for could not be had: why, and another try. */
export function Trouble({ problem, heading = 'h1', again }: TroubleProps) {
  const { problem: say, tryAgain } = words.value;
  const busy = problem !== null && (problem.status === 503 || problem.status === 429);
  const { title, text } =
    problem === null ? say.offline : busy ? say.busy : { title: say.other, text: problem.detail };
  return (
    <StateCard
      icon={problem === null ? 'away' : busy ? 'people' : 'alert'}
      tone={problem === null ? 'bad' : 'warn'}
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

interface NotThereProps {
  icon?: IconName;
  tone?: Tone;
  title: string;
  text: string;
  href: string;
  link: string;
}

/** An address that leads nowhere, and where to go instead. */
export function NotThere({ icon = 'search', tone = 'calm', title, text, href, link }: NotThereProps) {
  usePageTitle(title);
  return (
    <StateCard icon={icon} tone={tone} heading="h1" title={title} text={text}>
      <a class="button primary" href={href}>
        {link}
      </a>
    </StateCard>
  );
}

/** Where the address names a concert, there may be none. */
export const unlessThereIsNone = {
  CONCERT_NOT_FOUND: () => {
    const { all, ...gone } = words.value.problem.concertGone;
    return <NotThere {...gone} href={hrefs.concerts} link={all} />;
  },
};
