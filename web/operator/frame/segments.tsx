import './segments.css';

interface SegmentsProps<Value> {
  legend: string;
  name: string;
  options: readonly { value: Value; label: string }[];
  chosen: Value;
  choose: (value: Value) => void;
}

/** One of a few ways to look at the same, side by side. */
export const Segments = <Value extends string | number>({
  legend,
  name,
  options,
  chosen,
  choose,
}: SegmentsProps<Value>) => (
  <fieldset class="segments">
    <legend class="only-heard">{legend}</legend>
    {options.map(({ value, label }) => (
      <label key={value} class="segments-one">
        <input type="radio" name={name} checked={chosen === value} onChange={() => choose(value)} />
        <span>{label}</span>
      </label>
    ))}
  </fieldset>
);
