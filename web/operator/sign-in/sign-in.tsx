import { useEffect, useRef, useState } from 'preact/hooks';
import { Field } from '../../kit/field.tsx';
import { Notice } from '../../kit/notice.tsx';
import { keepText, keptText } from '../../kit/storage.ts';
import { Screen } from '../frame/screen.tsx';
import { signIn } from '../session.ts';
import { words } from '../words/words.ts';

const NAME_KEPT_AS = 'frontrow-operator-name';

/** The door: the operators' key, and a name by which the others know who did what. */
export function SignIn({ because }: { because: 'new' | 'left' | 'ended' }) {
  const { signIn: say } = words.value;
  const [name, setName] = useState(() => keptText(NAME_KEPT_AS) ?? '');
  const [key, setKey] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const nameInput = useRef<HTMLInputElement>(null);
  const keyInput = useRef<HTMLInputElement>(null);
  useEffect(() => {
    (nameInput.current?.value === '' ? nameInput : keyInput).current?.focus();
  }, []);
  const enter = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    keepText(NAME_KEPT_AS, name.trim());
    const problem = await signIn({ key, name: name.trim() });
    setBusy(false);
    if (problem === null) return;
    if (problem === 'offline') setFault(words.value.unreachable);
    else setFault([401, 403].includes(problem.status) ? say.wrongKey : problem.detail);
    keyInput.current?.select();
    keyInput.current?.focus();
  };
  return (
    <div class="narrow stack">
      <Screen title={say.title} lead={say.lead}>
        {because !== 'new' && (
          <Notice tone={because === 'ended' ? 'warn' : 'good'} spoken>
            {because === 'ended' ? say.ended : say.left}
          </Notice>
        )}
        <form class="card stack" onSubmit={enter}>
          <Field label={say.name} hint={say.nameHint}>
            {(control) => (
              <input
                {...control}
                ref={nameInput}
                name="name"
                autocomplete="username"
                required
                maxLength={80}
                value={name}
                onInput={(event) => setName(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label={say.key} hint={say.keyHint} fault={fault ?? undefined} spoken>
            {(control) => (
              <input
                {...control}
                ref={keyInput}
                name="key"
                type="password"
                autocomplete="current-password"
                required
                value={key}
                onInput={(event) => setKey(event.currentTarget.value)}
              />
            )}
          </Field>
          <button class="primary" type="submit" disabled={busy}>
            {say.enter}
          </button>
        </form>
      </Screen>
    </div>
  );
}
