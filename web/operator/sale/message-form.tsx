import './message-form.css';
import { useState } from 'preact/hooks';
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
  const deed = useDeed();
  const send = async (event: Event) => {
    event.preventDefault();
    const { concertId } = concert;
    const tell = () =>
      askAsOperator('POST', '/v1/admin/concerts/{concertId}/messages', {
        params: { concertId },
        body: { text: { ko: text.ko.trim(), en: text.en.trim() } },
      });
    if (await deed.run(tell, say.sent)) setText({ ko: '', en: '' });
  };
  return (
    <details class="message-form card">
      <summary>
        <h2>{say.title}</h2>
      </summary>
      <form class="stack" onSubmit={send}>
        {LANGUAGES.map((language) => (
          <Field key={language} label={say.in[language]}>
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
        <button type="submit" disabled={deed.busy || text.ko.trim() === '' || text.en.trim() === ''}>
          {say.send(format.value.whole(concert.waitingRoom.waiting))}
        </button>
        <DeedOutcome deed={deed} />
      </form>
    </details>
  );
}
