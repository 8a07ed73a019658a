import { useState } from 'preact/hooks';
import type { Reply } from '../../../client/http.ts';
import { faultOf } from '../frame/deed.tsx';
import { type Faults, faultsOf, noFaults, stillWrong } from './faults.ts';

/** What the service has said of a form, as far as that is still what stands there. */
export interface Judgement {
  faults: Faults;
  /** Why nothing came of it, where no field is to blame. */
  sentence: string | null;
  /** How often it was judged: whoever is refused once more is led to the first fault again. */
  times: number;
  refused: (reply: Exclude<Reply, { ok: true }>, judged: unknown) => void;
  forget: () => void;
}

const NOTHING = { faults: noFaults, judged: null as unknown, sentence: null as string | null };

/** Of a form that would be sent like this now. A fault goes when its field is changed, and comes back with what was wrong. */
export function useJudgement(plan: unknown): Judgement {
  const [said, setSaid] = useState(NOTHING);
  const [times, setTimes] = useState(0);
  return {
    faults: stillWrong(said.faults, said.judged, plan),
    sentence: said.sentence,
    times,
    refused(reply, judged) {
      const faults = 'offline' in reply ? noFaults : faultsOf(reply.problem);
      setSaid({ faults, judged, sentence: faults.size > 0 ? null : faultOf(reply) });
      setTimes(times + 1);
    },
    forget: () => setSaid(NOTHING),
  };
}
