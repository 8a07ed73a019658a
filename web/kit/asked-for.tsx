import './asked-for.css';
import type { ComponentChildren } from 'preact';
import type { Problem } from '../../client/description.ts';
import type { Loaded } from './loaded.ts';
import { words } from './words/words.ts';

export type Shape = 'card' | 'page' | 'map';

/** Something is on its way: its shape is shown, and it is said. */
export const Loading = ({ shape = 'card' }: { shape?: Shape | undefined }) => (
  <div class={`loading loading-${shape} card`} role="status">
    <span class="only-heard">{words.value.loading}</span>
    <div class="loading-bar loading-bar-title" />
    <div class="loading-bar" />
    <div class="loading-bar" />
  </div>
);

interface AskedForProps<Value> {
  loaded: Loaded<Value>;
  shape?: Shape | undefined;
  /** Why it did not come; null when nothing was heard at all. */
  otherwise: (problem: Problem | null) => ComponentChildren;
  children: (value: Value) => ComponentChildren;
}

/** Shows what was asked for, or that it is on its way, or what is to be shown in its place. */
export function AskedFor<Value>({ loaded, shape, otherwise, children }: AskedForProps<Value>) {
  switch (loaded.state) {
    case 'here':
      return <>{children(loaded.value)}</>;
    case 'loading':
      return <Loading shape={shape} />;
    case 'refused':
      return <>{otherwise(loaded.problem)}</>;
    case 'offline':
      return <>{otherwise(null)}</>;
  }
}
