import { Notice } from '../../kit/notice.tsx';
import type { Judgement } from './judgement.ts';

interface RefusalProps {
  judgement: Judgement;
  /** How many fields need another look. */
  mend: (count: number) => string;
}

/** Why nothing came of a form, until all that was wrong with it is changed. */
export function Refusal({ judgement: { faults, sentence }, mend }: RefusalProps) {
  const said = faults.size > 0 ? mend(faults.size) : sentence;
  if (said === null) return null;
  return (
    <Notice tone="bad" spoken>
      {said}
    </Notice>
  );
}
