import './people-called.css';
import { useState } from 'preact/hooks';
import { FieldFault } from '../../kit/field.tsx';
import { format } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import type { UsersCalledAnswer } from '../answers.ts';
import { faultOf } from '../frame/deed.tsx';
import { OwnTimes } from '../frame/own-times.tsx';
import { lookupAddress } from '../route.ts';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';

interface PeopleCalledProps {
  /** What was asked for. */
  word: string;
  first: UsersCalledAnswer;
}

/** Who has this in their name: a page of them, and those that follow when they are asked for. */
export function PeopleCalled({ word, first }: PeopleCalledProps) {
  const { lookup: say, more } = words.value;
  const { whole, moment } = format.value;
  const [{ users, next }, setPeople] = useState(first);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (users.length === 0) {
    return (
      <Notice tone="warn" spoken>
        {say.nobodyCalled(word)}
      </Notice>
    );
  }
  const ask = async () => {
    setBusy(true);
    const reply = await askAsOperator('GET', '/v1/admin/lookup', {
      query: { q: word, after: users.at(-1)?.userId },
    });
    if (reply.ok && reply.body.kind === 'users') {
      setPeople({ ...reply.body, users: [...users, ...reply.body.users] });
    }
    setFault(reply.ok ? null : faultOf(reply));
    setBusy(false);
  };
  return (
    <section class="card stack" aria-labelledby="people-called">
      <h2 id="people-called">{say.called(word)}</h2>
      <p class="faint" role="status">
        {next === null ? say.thoseAre(users.length, whole(users.length)) : say.firstOf(whole(users.length))}
      </p>
      <OwnTimes />
      <ul class="people-called">
        {users.map(({ userId, name, createdAt }) => (
          <li key={userId}>
            <a href={lookupAddress({ q: userId })}>{name}</a>
            <span class="small faint">
              {say.since(moment(createdAt))} · <code>{userId}</code>
            </span>
          </li>
        ))}
      </ul>
      {next !== null && (
        <div>
          <button type="button" disabled={busy} onClick={ask}>
            {more}
          </button>
        </div>
      )}
      {fault !== null && <FieldFault fault={fault} spoken />}
    </section>
  );
}
