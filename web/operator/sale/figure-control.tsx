import { useState } from 'preact/hooks';
import { Field } from '../../kit/field.tsx';
import { format } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import { type Deed, DeedOutcome, useDeed, useSaidWhileSo } from '../frame/deed.tsx';
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

/**
 * One figure that is changed at once. It follows what others set; whoever is typing another one meanwhile is told, and
 * what was done oneself is not said any more once it is no longer so.
 */
export function FigureControl({ label, now, minimum, mayBeNone = false, hint, apply }: FigureControlProps) {
  const { controls: say, meanwhile } = words.value;
  const [typed, setTyped] = useState<{ text: string; over: number | null | undefined } | null>(null);
  const [wrong, setWrong] = useState(false);
  const deed = useDeed();
  const makes = useSaidWhileSo(deed, now);
  const shown = (value: number | null) => (value === null ? say.none : format.value.whole(value));
  const text = typed?.text ?? (now === null ? '' : `${now}`);
  const figure = text.trim() === '' ? null : Number(text);
  const fits = figure === null ? mayBeNone : Number.isSafeInteger(figure) && figure >= minimum;
  const act = async (event: Event) => {
    event.preventDefault();
    setWrong(!fits);
    if (!fits) return;
    if (figure === now) {
      setTyped(null);
      makes(figure);
      return deed.say(say.isSo(shown(now)));
    }
    makes(figure);
    if (await apply(figure, deed)) setTyped(null);
    else setTyped({ text, over: undefined });
  };
  const overtaken = typed !== null && typed.over !== undefined && typed.over !== now;
  return (
    <form class="sale-controls-control" noValidate onSubmit={act}>
      <Field
        label={label}
        hint={`${say.now(shown(now))} ${hint}`}
        fault={!fits && (wrong || figure !== null) ? say.wholeFigure : undefined}
      >
        {(control) => (
          <div class="sale-controls-figure">
            <input
              {...control}
              inputMode="numeric"
              autocomplete="off"
              value={text}
              placeholder={mayBeNone ? say.none : undefined}
              onInput={(event) => {
                setTyped({ text: event.currentTarget.value, over: typed === null ? now : typed.over });
                setWrong(false);
                deed.say(null);
              }}
            />
            <button type="submit" disabled={deed.busy}>
              {say.apply}
              <span class="only-heard">: {label}</span>
            </button>
          </div>
        )}
      </Field>
      {overtaken && (
        <p class="small toned tone-warn" role="status">
          <Icon name="alert" /> {meanwhile.whileTyping(shown(now))}
        </p>
      )}
      <DeedOutcome deed={deed} />
    </form>
  );
}
