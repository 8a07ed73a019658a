import './field.css';
import type { ComponentChildren } from 'preact';
import { useContext, useId, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { Judgement } from './judgement.ts';

/** What a control in a field needs to know so that its label, hint and fault belong to it. */
export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  fault?: string;
  /** The label is only heard where a heading above shows it already. */
  labelHidden?: boolean;
  children: (control: FieldControl) => ComponentChildren;
}

/** A control with its label, a hint, and what is wrong with what was entered. */
export function Field({ label, hint, fault: found, labelHidden = false, children }: FieldProps) {
  const id = useId();
  const judged = useContext(Judgement);
  const [touchedAfter, setTouchedAfter] = useState<number | null>(null);
  const fault = judged !== null && touchedAfter === judged ? undefined : found;
  const described = [hint === undefined ? '' : `${id}-hint`, fault === undefined ? '' : `${id}-fault`];
  const control = {
    id,
    'aria-describedby': described.filter((part) => part !== '').join(' ') || undefined,
    'aria-invalid': fault === undefined ? undefined : true,
  };
  return (
    <div class={fault === undefined ? 'field' : 'field field-faulty'} onInput={() => setTouchedAfter(judged)}>
      <label class={labelHidden ? 'only-heard' : 'field-label'} for={id}>
        {label}
      </label>
      {children(control)}
      {hint !== undefined && (
        <p class="field-hint faint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p class="field-fault" id={`${id}-fault`}>
          <Icon name="warn" /> {fault}
        </p>
      )}
    </div>
  );
}
