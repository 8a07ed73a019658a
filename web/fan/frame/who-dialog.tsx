import './who-dialog.css';
import { useSignal } from '@preact/signals';
import { asked, be, fan, site } from '../state/identity.ts';
import { words } from '../words/words.ts';
import { Dialog } from './dialog.tsx';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Where the service believes who somebody says they are: it asks. */
export function WhoDialog() {
  const question = asked.value;
  if (question === null) return null;
  const close = () => {
    asked.value = null;
  };
  const { who } = words.value;
  if (site.value?.identity === 'jwt') {
    return (
      <Dialog title={who.fromShop.title} close={close}>
        <p class="faint">{who.fromShop.text}</p>
      </Dialog>
    );
  }
  return (
    <Dialog title={who.title} close={close}>
      <Choice
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

function Choice({ choose }: { choose: (userId: string, name?: string) => void }) {
  const { who } = words.value;
  const wrong = useSignal(false);
  const users = site.value?.demo?.users ?? [];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const id = String(new FormData(event.currentTarget as HTMLFormElement).get('id')).trim();
    if (ID.test(id)) choose(id);
    else wrong.value = true;
  };
  return (
    <>
      <p class="faint">{who.explain}</p>
      {users.length > 0 && (
        <>
          <h3 class="who-dialog-part">{who.demo}</h3>
          <ul class="who-dialog-users">
            {users.map(({ id, name }) => (
              <li key={id}>
                <button
                  type="button"
                  aria-pressed={fan.value?.userId === id}
                  onClick={() => choose(id, name)}
                >
                  <span class="who-dialog-face" aria-hidden="true">
                    {name.slice(0, 1)}
                  </span>
                  {name}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <form class="who-dialog-form" onSubmit={submit} noValidate>
        <label for="who-id">{who.ownId}</label>
        <input
          id="who-id"
          name="id"
          autoComplete="off"
          spellcheck={false}
          aria-invalid={wrong.value}
          aria-describedby="who-id-hint"
          onInput={() => {
            wrong.value = false;
          }}
        />
        <p
          id="who-id-hint"
          class={wrong.value ? 'who-dialog-wrong' : 'faint'}
          role={wrong.value ? 'alert' : undefined}
        >
          {wrong.value ? who.notAnId : who.ownIdHint}
        </p>
        <button type="submit" class={users.length > 0 ? '' : 'primary'}>
          {who.goOn}
        </button>
      </form>
    </>
  );
}
