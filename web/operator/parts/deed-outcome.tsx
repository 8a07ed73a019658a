import './deed-outcome.css';
import type { Deed } from './deed.ts';
import { Icon } from './icon.tsx';

/** The line under a control that says what came of using it. It is announced elsewhere. */
export const DeedOutcome = ({ deed }: { deed: Deed }) => (
  <>
    {deed.done !== null && (
      <p class="deed-outcome deed-outcome-done">
        <Icon name="good" /> {deed.done}
      </p>
    )}
    {deed.fault !== null && (
      <p class="deed-outcome deed-outcome-fault">
        <Icon name="warn" /> {deed.fault}
      </p>
    )}
  </>
);
