import './lookup-screen.css';
import { useEffect, useState } from 'preact/hooks';
import { type Loaded, loadedFrom } from '../../kit/loaded.ts';
import type { LookupAnswer, UsersCalledAnswer } from '../answers.ts';
import { watch } from '../connection.ts';
import { AskedFor } from '../frame/asked-for.tsx';
import { Screen } from '../frame/screen.tsx';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';
import { FoundCard } from './found-card.tsx';
import { LookupForm } from './lookup-form.tsx';
import { PeopleCalled } from './people-called.tsx';
import { Timeline } from './timeline.tsx';

/** What became of one user, seat, reservation, payment, place in the line or request; or who is called so. */
export function LookupScreen({ asked }: { asked: URLSearchParams }) {
  const { lookup: say } = words.value;
  const address = `${asked}`;
  const [answer, setAnswer] = useState<Loaded<LookupAnswer | UsersCalledAnswer> | null>(null);
  const look = async () => {
    setAnswer(loadedFrom(await askAsOperator('GET', '/v1/admin/lookup', { query: queryOf(asked) })));
  };
  useEffect(() => watch(null), []);
  useEffect(() => {
    setAnswer(address === '' ? null : { state: 'loading' });
    if (address !== '') void look();
  }, [address]);
  return (
    <Screen title={say.title} lead={say.lead}>
      <LookupForm key={address} asked={asked} />
      {answer === null ? (
        <p class="faint">{say.nothingAsked}</p>
      ) : (
        <AskedFor loaded={answer} again={() => void look()} missing={say.nothingFound}>
          {(here) =>
            here.kind === 'users' ? (
              <PeopleCalled key={address} word={asked.get('q') ?? ''} first={here} />
            ) : (
              <div class="lookup-screen-columns">
                <FoundCard answer={here} changed={() => void look()} />
                <Timeline {...here} />
              </div>
            )
          }
        </AskedFor>
      )}
    </Screen>
  );
}

/** What the address asks for, as the service takes it. */
function queryOf(asked: URLSearchParams) {
  const given = (name: string) => asked.get(name) ?? undefined;
  const seat = given('seat');
  return {
    q: given('q'),
    concertId: given('concertId'),
    date: given('date'),
    seat: seat === undefined ? undefined : Number(seat),
  };
}
