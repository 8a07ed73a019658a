import './field.css';
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** What a control in a field needs to know so that its label, hint and fault belong to it. */
interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

interface FieldLook {
  label: string;
  hint?: ComponentChildren;
  fault?: string | undefined;
  /** The fault is read out as soon as it appears. */
  spoken?: boolean;
}

/** A control with its label, a hint, and what is wrong with what was entered. */
export function Field({
  label,
  hint,
  fault,
  spoken,
  children,
}: FieldLook & { children: (control: FieldControl) => ComponentChildren }) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, fault === undefined ? '' : `${id}-fault`];
  const control = {
    id,
    'aria-describedby': described.filter(Boolean).join(' ') || undefined,
    'aria-invalid': fault === undefined ? undefined : true,
  };
  return (
    <div class={fault === undefined ? 'field' : 'field field-faulty'}>
      <label class="field-label" for={id}>
        {label}
      </label>
      {children(control)}
      {hint !== undefined && (
        <p class="small faint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault !== undefined && <FieldFault id={`${id}-fault`} fault={fault} spoken={spoken} />}
    </div>
  );
}

interface FieldFaultProps {
  id?: string;
  fault: string;
  spoken?: boolean | undefined;
}

export const FieldFault = ({ id, fault, spoken }: FieldFaultProps) => (
  <p class="small toned tone-bad" id={id} role={spoken ? 'alert' : undefined}>
    <Icon name="alert" /> {fault}
  </p>
);

interface TextFieldProps extends FieldLook {
  value: string;
  change: (value: string) => void;
  input?: JSX.IntrinsicElements['input'];
}

/** One line of text, a figure, a date or a time. */
export const TextField = ({ value, change, input, ...look }: TextFieldProps) => (
  <Field {...look}>
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

interface ChoiceProps<Option extends string> {
  legend: string;
  /** The legend is only heard where it is seen what is chosen between. */
  legendHidden?: boolean;
  name: string;
  options: Record<Option, string>;
  chosen: Option;
  choose: (option: Option) => void;
}

/** One of a few. */
export const Choice = <Option extends string>(props: ChoiceProps<Option>) => (
  <fieldset class="choice">
    <legend class={props.legendHidden ? 'only-heard' : 'field-label'}>{props.legend}</legend>
    {(Object.keys(props.options) as Option[]).map((option) => (
      <label key={option}>
        <input
          type="radio"
          name={props.name}
          checked={props.chosen === option}
          onChange={() => props.choose(option)}
        />
        {props.options[option]}
      </label>
    ))}
  </fieldset>
);
