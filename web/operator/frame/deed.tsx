import { useEffect, useRef, useState } from 'preact/hooks';
import type { Reply } from '../../../client/http.ts';
import { announce } from '../../kit/announcer.tsx';
import { FieldFault } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { words } from '../words/words.ts';

/** How something that the operator did came out. */
export interface Deed {
  busy: boolean;
  done: string | null;
  fault: string | null;
  /** Does it, and shows and says what came of it: the sentence given, or what is wrong. */
  run: (what: () => Promise<Reply<unknown>>, done: string) => Promise<boolean>;
  /** What came of it is said and shown, or, with null, is no longer so. */
  say: (done: string | null) => void;
}

export function useDeed(): Deed {
  const [state, setState] = useState<Pick<Deed, 'busy' | 'done' | 'fault'>>({
    busy: false,
    done: null,
    fault: null,
  });
  const run: Deed['run'] = async (what, done) => {
    setState({ busy: true, done: null, fault: null });
    const reply = await what();
    const fault = reply.ok ? null : faultOf(reply);
    setState({ busy: false, done: reply.ok ? done : null, fault });
    announce(fault ?? done, fault === null ? 'polite' : 'urgent');
    return reply.ok;
  };
  const say: Deed['say'] = (done) => {
    setState({ busy: false, done, fault: null });
    if (done !== null) announce(done);
  };
  return { ...state, run, say };
}

/**
 * What was done is said for as long as it is so: somebody else may change it again. Takes what is now, and answers what
 * takes what it is made to be.
 */
export function useSaidWhileSo<Value>(deed: Deed, now: Value): (made: Value) => void {
  const made = useRef(now);
  useEffect(() => {
    if (deed.done !== null && now !== made.current) deed.say(null);
  }, [now]);
  return (value) => {
    made.current = value;
  };
}

/** What went wrong, in words; a fault in a field is more exact than the sentence about all of them. */
export function faultOf(reply: Exclude<Reply<unknown>, { ok: true }>): string {
  if ('offline' in reply) return words.value.unreachable;
  const { detail, errors } = reply.problem;
  return errors?.length ? `${detail}: ${errors.map((error) => error.detail).join(', ')}` : detail;
}

/** The line under a control that says what came of using it. It is announced elsewhere. */
export const DeedOutcome = ({ deed: { done, fault } }: { deed: Deed }) => (
  <>
    {done !== null && (
      <p class="small toned tone-good">
        <Icon name="check" /> {done}
      </p>
    )}
    {fault !== null && <FieldFault fault={fault} />}
  </>
);
