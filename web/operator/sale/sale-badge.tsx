import { Badge } from '../../kit/badge.tsx';
import { words } from '../words/words.ts';

export type SaleState = 'paused' | 'notOpen' | 'closed' | 'open';

interface SaleTimes {
  paused: boolean;
  saleOpensAt: string | null;
  saleClosesAt: string | null;
}

export function saleState({ paused, saleOpensAt, saleClosesAt }: SaleTimes): SaleState {
  const now = Date.now();
  if (saleClosesAt !== null && Date.parse(saleClosesAt) <= now) return 'closed';
  if (saleOpensAt !== null && Date.parse(saleOpensAt) > now) return 'notOpen';
  return paused ? 'paused' : 'open';
}

const LOOKS = {
  open: { tone: 'good', icon: 'play' },
  paused: { tone: 'warn', icon: 'pause' },
  notOpen: { tone: 'plain', icon: undefined },
  closed: { tone: 'plain', icon: 'close' },
} as const;

/** In which state the sale is; a sale that is not open may be paused besides. */
export function SaleBadge(sale: SaleTimes) {
  const state = saleState(sale);
  const { states } = words.value.sale;
  return (
    <>
      <Badge {...LOOKS[state]}>{states[state]}</Badge>
      {sale.paused && state !== 'paused' && <Badge {...LOOKS.paused}>{states.paused}</Badge>}
    </>
  );
}
