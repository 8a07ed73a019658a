import './concert-form.css';
import type { ComponentChildren } from 'preact';
import { TextField } from '../../kit/field.tsx';
import { words } from '../words/words.ts';
import type { DraftRules } from './draft.ts';
import type { Faults } from './faults.ts';
import { secondsHint } from './room-fields.tsx';
import { timeHint } from './time-hint.tsx';

interface SaleFieldsProps {
  rules: DraftRules;
  timeZone: string;
  faults: Faults;
  change: (rules: Partial<DraftRules>) => void;
  /** What it means to leave a time empty. */
  hints: { opensAt: string; closesAt: string };
  /** Rules that are given once and for all. */
  children?: ComponentChildren;
}

/** When a concert is sold, and how it is held: the same for a new one and for one that is there. */
export function SaleFields({ rules, timeZone, faults, change, hints, children }: SaleFieldsProps) {
  const { concert: say } = words.value;
  const field = (name: keyof DraftRules) => ({
    value: rules[name],
    fault: faults.get(`/${name}`),
    change: (value: string) => change({ [name]: value }),
  });
  return (
    <fieldset class="concert-form-part card stack">
      <legend>{say.sale}</legend>
      <div class="concert-form-two">
        <TextField
          {...field('saleOpensAt')}
          label={say.opensAt}
          hint={timeHint(hints.opensAt, rules.saleOpensAt, timeZone)}
          input={{ type: 'datetime-local' }}
        />
        <TextField
          {...field('saleClosesAt')}
          label={say.closesAt}
          hint={timeHint(hints.closesAt, rules.saleClosesAt, timeZone)}
          input={{ type: 'datetime-local' }}
        />
        {children}
        <TextField
          {...field('holdsPerVisit')}
          label={say.holdsPerVisit}
          hint={say.holdsPerVisitHint}
          input={{ inputMode: 'numeric' }}
        />
        <TextField
          {...field('holdExtensionSeconds')}
          label={say.holdExtensionSeconds}
          hint={`${secondsHint(rules.holdExtensionSeconds)} · ${say.holdExtensionHint}`}
          input={{ inputMode: 'numeric' }}
        />
      </div>
    </fieldset>
  );
}
