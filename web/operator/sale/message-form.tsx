import './message-form.css';
import { useRef, useState } from 'preact/hooks';
import { Field } from '../../kit/field.tsx';
import { format } from '../../kit/format.ts';
import type { ConcertAnswer } from '../answers.ts';
import { DeedOutcome, useDeed } from '../frame/deed.tsx';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';

/** The service takes no longer ones. */
const NOTICE_CHARACTERS = 500;
const LANGUAGES = ['ko', 'en'] as const;

/** A sentence to everybody who waits, each in their own language: so it is written in both. */
export function MessageForm({ concert }: { concert: ConcertAnswer }) {
  const { message: say } = words.value;
  const [text, setText] = useState({ ko: '', en: '' });
  /** What is missing is said once somebody wants to send it. */
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const deed = useDeed();
  const isEmpty = (language: (typeof LANGUAGES)[number]) => text[language].trim() === '';
  const send = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const empty = LANGUAGES.find((language) => isEmpty(language));
    if (empty !== undefined) {
      form.current?.querySelector<HTMLElement>(`textarea[lang=${empty}]`)?.focus();
      return;
    }
    const { concertId } = concert;
    const tell = () =>
      askAsOperator('POST', '/v1/admin/concerts/{concertId}/messages', {
        params: { concertId },
        body: { text: { ko: text.ko.trim(), en: text.en.trim() } },
      });
    if (!(await deed.run(tell, say.sent))) return;
    setText({ ko: '', en: '' });
    setTried(false);
  };
  return (
    <details class="message-form card">
      <summary>
        <h2>{say.title}</h2>
      </summary>
      <form class="stack" noValidate ref={form} onSubmit={send}>
        {LANGUAGES.map((language) => (
          <Field
            key={language}
            label={say.in[language]}
            fault={tried && isEmpty(language) ? say.needed : undefined}
          >
            {(control) => (
              <textarea
                {...control}
                lang={language}
                rows={2}
                required
                maxLength={NOTICE_CHARACTERS}
                value={text[language]}
                onInput={(event) => setText({ ...text, [language]: event.currentTarget.value })}
              />
            )}
          </Field>
        ))}
        <button type="submit" disabled={deed.busy}>
          {say.send(format.value.whole(concert.waitingRoom.waiting))}
        </button>
        <DeedOutcome deed={deed} />
      </form>
    </details>
  );
}
