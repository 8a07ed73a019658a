import './asked-for.css';
import type { ComponentChildren } from 'preact';
import type { Loaded } from '../loaded.ts';
import { words } from '../words/words.ts';
import { Notice } from './notice.tsx';

interface AskedForProps<Value> {
  loaded: Loaded<Value>;
  again: () => void;
  /** What is said where the thing asked for does not exist. */
  missing?: string;
  children: (value: Value) => ComponentChildren;
}

/** Shows what was asked for, or that it is on its way, or why it did not come and how to ask again. */
export function AskedFor<Value>({ loaded, again, missing, children }: AskedForProps<Value>) {
  const { states } = words.value;
  if (loaded.state === 'here') return <>{children(loaded.value)}</>;
  if (loaded.state === 'loading') {
    return (
      <div class="asked-for" role="status">
        <span class="only-heard">{states.loading}</span>
        <span class="asked-for-bar" aria-hidden="true" />
        <span class="asked-for-bar" aria-hidden="true" />
        <span class="asked-for-bar" aria-hidden="true" />
      </div>
    );
  }
  if (loaded.state === 'refused' && loaded.problem.status === 404 && missing !== undefined) {
    return (
      <Notice tone="warn" spoken>
        <p>{missing}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="bad" spoken>
      <p>{loaded.state === 'offline' ? states.offline : loaded.problem.detail}</p>
      <div>
        <button type="button" onClick={again}>
          {states.again}
        </button>
      </div>
    </Notice>
  );
}
