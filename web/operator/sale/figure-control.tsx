import { useState } from 'preact/hooks';
import { Field } from '../../kit/field.tsx';
import { format } from '../../kit/format.ts';
import { type Deed, DeedOutcome, useDeed } from '../frame/deed.tsx';
import { words } from '../words/words.ts';

interface FigureControlProps {
  label: string;
  /** Null for "no limit". */
  now: number | null;
  minimum: number;
  mayBeNone?: boolean;
  hint: string;
  apply: (figure: number | null, deed: Deed) => Promise<boolean>;
}

/** One figure that is changed at once. It follows what others set, until one begins to type. */
export function FigureControl({ label, now, minimum, mayBeNone = false, hint, apply }: FigureControlProps) {
  const { controls: say } = words.value;
  const [typed, setTyped] = useState<string | null>(null);
  const deed = useDeed();
  const text = typed ?? (now === null ? '' : `${now}`);
  const figure = text.trim() === '' ? null : Number(text);
  const fits = figure === null ? mayBeNone : Number.isSafeInteger(figure) && figure >= minimum;
  const act = async (event: Event) => {
    event.preventDefault();
    if (fits && (await apply(figure, deed))) setTyped(null);
  };
  return (
    <form class="sale-controls-control" onSubmit={act}>
      <Field
        label={label}
        hint={`${say.now(now === null ? say.none : format.value.whole(now))} ${hint}`}
        fault={fits ? undefined : say.wholeFigure}
      >
        {(control) => (
          <div class="sale-controls-figure">
            <input
              {...control}
              inputMode="numeric"
              autocomplete="off"
              value={text}
              placeholder={mayBeNone ? say.none : undefined}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
            <button type="submit" disabled={deed.busy || !fits || figure === now}>
              {say.apply}
              <span class="only-heard">: {label}</span>
            </button>
          </div>
        )}
      </Field>
      <DeedOutcome deed={deed} />
    </form>
  );
}
