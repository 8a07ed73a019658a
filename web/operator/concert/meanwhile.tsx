import { useEffect, useRef, useState } from 'preact/hooks';
import { Notice } from '../../kit/notice.tsx';
import type { ActionAnswer } from '../answers.ts';
import { operatorIn } from '../sale/action-log.tsx';
import { changesIn } from '../sale/changes-in.ts';
import { askAsOperator, session } from '../session.ts';
import { words } from '../words/words.ts';

/** What one has done oneself is no news, on whichever screen. */
const mine = () => (session.value.state === 'in' ? session.value.name : null);

/** What others have changed of a concert since somebody began to change it too. */
export function useOthersChanges(concertId: string) {
  const [changes, setChanges] = useState<readonly ActionAnswer[]>([]);
  /** The newest that was seen already. */
  const seen = useRef<string | null>(null);
  const latest = async () => {
    const reply = await askAsOperator('GET', '/v1/admin/actions', { query: { concertId } });
    return reply.ok ? reply.body.actions : [];
  };
  const remember = async () => {
    seen.current = (await latest())[0]?.id ?? null;
    setChanges([]);
  };
  useEffect(() => void remember(), [concertId]);
  return {
    changes,
    async look() {
      const since = (await latest()).filter(({ id }) => seen.current !== null && id > seen.current);
      setChanges(since.filter(({ what, who }) => what.startsWith('change') && who !== mine()));
    },
    forget: () => void remember(),
  };
}

interface MeanwhileProps {
  changes: readonly ActionAnswer[];
  /** What was changed here as well, and to something else. */
  disputed: readonly string[];
  take: () => void;
  keep: () => void;
}

/** Who has changed what meanwhile; where that is what one is changing oneself, whose word shall stand. */
export function Meanwhile({ changes, disputed, take, keep }: MeanwhileProps) {
  const { meanwhile: say, record } = words.value;
  if (changes.length === 0 && disputed.length === 0) return null;
  const names = disputed.map((field) => (record.fields as Record<string, string>)[field] ?? field);
  return (
    <Notice
      tone={disputed.length > 0 ? 'bad' : 'warn'}
      spoken
      title={changes.length > 0 ? undefined : say.somebody}
      actions={
        disputed.length > 0 ? (
          <>
            <button type="button" onClick={take}>
              {say.take}
            </button>
            <button type="button" onClick={keep}>
              {say.keep}
            </button>
          </>
        ) : (
          <button type="button" onClick={keep}>
            {say.seen}
          </button>
        )
      }
    >
      {changes.map((action) => (
        <p key={action.id}>
          <b>{say.changed(operatorIn(action))}</b> {changesIn(action).join(' · ')}
        </p>
      ))}
      {names.length > 0 && <p>{say.yoursDiffers(names.join(', '))}</p>}
    </Notice>
  );
}
