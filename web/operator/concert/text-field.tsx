import type { JSX } from 'preact';
import { Field } from '../parts/field.tsx';

interface TextFieldProps {
  label: string;
  value: string;
  change: (value: string) => void;
  hint?: string;
  fault?: string;
  labelHidden?: boolean;
  input?: JSX.IntrinsicElements['input'];
}

/** One line of text, a figure, a date or a time. */
export const TextField = ({ label, value, change, hint, fault, labelHidden, input }: TextFieldProps) => (
  <Field label={label} hint={hint} fault={fault} labelHidden={labelHidden}>
    {(control) => (
      <input
        autocomplete="off"
        {...input}
        {...control}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
    )}
  </Field>
);
