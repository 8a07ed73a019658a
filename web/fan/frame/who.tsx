import './who.css';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { isId } from '../../kit/address.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { Field } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import { StateCard } from '../../kit/state-card.tsx';
import { asked, be, fan, identityRefused, site } from '../state/identity.ts';
import { words } from '../words/words.ts';

const isInShop = () => site.value?.identity === 'jwt';

function ask(): void {
  asked.value = { next: () => {} };
}

/** Who looks at this page, and the way to be somebody else. */
export function Who() {
  const { who } = words.value;
  const somebody = fan.value;
  if (isInShop()) {
    return somebody === null ? null : (
      <span class="who-in-shop">
        <Icon name="person" />
        <span class="frame-name">{somebody.name ?? who.signedIn}</span>
      </span>
    );
  }
  const name = somebody === null ? null : (somebody.name ?? somebody.userId.slice(0, 8));
  return (
    <button
      type="button"
      class="frame-quiet"
      aria-label={name === null ? undefined : who.change(name)}
      onClick={ask}
    >
      <Icon name="person" />
      <span class="frame-name">{name ?? who.signIn}</span>
    </button>
  );
}

/** Shows what belongs to somebody, once it is known who that is. */
export function NeedIdentity({ title, children }: { title: string; children: ComponentChildren }) {
  const { who } = words.value;
  if (fan.value !== null && !identityRefused.value) return <>{children}</>;
  const [card, text, go] = identityRefused.value
    ? [who.refused, isInShop() ? who.refused.jwt : who.refused.trust, who.refused.choose]
    : isInShop()
      ? [who.fromShop, who.fromShop.text, who.signIn]
      : [{ title: who.ask }, undefined, who.signIn];
  return (
    <>
      <PageHead title={title} />
      <StateCard icon="person" tone={identityRefused.value ? 'warn' : 'calm'} title={card.title} text={text}>
        {isInShop() ? undefined : (
          <button type="button" class="primary" onClick={ask}>
            {go}
          </button>
        )}
      </StateCard>
    </>
  );
}

/** Where the service believes who somebody says they are: it asks. */
export function WhoDialog() {
  const question = asked.value;
  if (question === null) return null;
  const close = () => {
    asked.value = null;
  };
  const { who } = words.value;
  if (isInShop()) {
    return (
      <Dialog title={who.fromShop.title} close={close}>
        <p class="faint">{who.fromShop.text}</p>
      </Dialog>
    );
  }
  return (
    <Dialog title={who.title} close={close}>
      <DemoFans
        choose={(userId, name) => {
          be({ userId: userId.toLowerCase(), name });
          close();
          question.next();
        }}
      />
      {fan.value !== null && (
        <button
          type="button"
          class="plain"
          onClick={() => {
            be(null);
            close();
          }}
        >
          {who.signOut}
        </button>
      )}
    </Dialog>
  );
}

function DemoFans({ choose }: { choose: (userId: string, name?: string) => void }) {
  const { who } = words.value;
  const typed = useSignal('');
  const wrong = useSignal(false);
  const users = site.value?.demo?.users ?? [];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const id = typed.value.trim();
    if (isId(id)) choose(id);
    else wrong.value = true;
  };
  return (
    <>
      <p class="faint">{who.explain}</p>
      {users.length > 0 && (
        <>
          <h3 class="who-demo">{who.demo}</h3>
          <ul class="stack">
            {users.map(({ id, name }) => (
              <li key={id}>
                <button
                  type="button"
                  class="who-fan wide"
                  aria-pressed={fan.value?.userId === id}
                  onClick={() => choose(id, name)}
                >
                  <span class="who-face" aria-hidden="true">
                    {name.slice(0, 1)}
                  </span>
                  {name}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <form class="who-form stack" onSubmit={submit} noValidate>
        <Field
          label={who.ownId}
          hint={wrong.value ? undefined : who.ownIdHint}
          fault={wrong.value ? who.notAnId : undefined}
          spoken
        >
          {(control) => (
            <input
              {...control}
              name="id"
              autocomplete="off"
              spellcheck={false}
              value={typed}
              onInput={({ currentTarget }) => {
                typed.value = currentTarget.value;
                wrong.value = false;
              }}
            />
          )}
        </Field>
        <button type="submit" class={users.length > 0 ? '' : 'primary'}>
          {who.goOn}
        </button>
      </form>
    </>
  );
}
