import { Badge } from '../../kit/badge.tsx';
import type { SaleAnswer } from '../answers.ts';
import { words } from '../words/words.ts';

type SaleState = 'draft' | 'archived' | 'paused' | 'notOpen' | 'closed' | 'open' | 'soldOut';

interface SaleBadgeProps {
  sale: SaleAnswer['sale'];
  paused: boolean;
  draft: boolean;
  archived: boolean;
}

const STATES: Record<SaleAnswer['sale']['state'], SaleState> = {
  ANNOUNCED: 'notOpen',
  PRE_QUEUE: 'notOpen',
  ON_SALE: 'open',
  SOLD_OUT: 'soldOut',
  CLOSED: 'closed',
};

const LOOKS = {
  draft: { tone: 'calm', icon: undefined },
  archived: { tone: 'plain', icon: undefined },
  open: { tone: 'good', icon: 'play' },
  paused: { tone: 'warn', icon: 'pause' },
  soldOut: { tone: 'calm', icon: 'check' },
  notOpen: { tone: 'plain', icon: undefined },
  closed: { tone: 'plain', icon: 'close' },
} as const;

/**
 * Where the sale stands, and how much is left of it; a sale that is not open may be paused besides. What fans do not find
 * is not sold, whatever its times say.
 */
export function SaleBadge({ sale, paused, draft, archived }: SaleBadgeProps) {
  const { states, few, allHeld } = words.value.sale;
  if (draft || archived) {
    return (
      <>
        {draft && <Badge {...LOOKS.draft}>{states.draft}</Badge>}
        {archived && <Badge {...LOOKS.archived}>{states.archived}</Badge>}
      </>
    );
  }
  const state = STATES[sale.state];
  const shown = state === 'open' && paused ? 'paused' : state;
  return (
    <>
      <Badge {...LOOKS[shown]}>{states[shown]}</Badge>
      {paused && shown !== 'paused' && <Badge {...LOOKS.paused}>{states.paused}</Badge>}
      {sale.state === 'ON_SALE' && sale.availability === 'FEW' && <Badge tone="warn">{few}</Badge>}
      {sale.state === 'ON_SALE' && sale.availability === 'NONE' && <Badge tone="warn">{allHeld}</Badge>}
    </>
  );
}
