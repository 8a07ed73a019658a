import { useState } from 'preact/hooks';
import { announce } from '../../kit/announcer.tsx';
import { ConfirmDialog } from '../../kit/dialog.tsx';
import { format } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import { DeedOutcome, useDeed } from '../frame/deed.tsx';
import { words } from '../words/words.ts';
import { refusedFor } from './refused-for.ts';
import { changeConcert, type SeenConcert } from './seen-concert.ts';

interface ConcertStandingProps {
  concert: SeenConcert;
  askAgain: () => Promise<unknown>;
}

/** Why fans do not see a concert, and what makes them see it; nothing of one that they do see. */
export function ConcertStanding({ concert, askAgain }: ConcertStandingProps) {
  if (concert.archived) return <PutAway concert={concert} askAgain={askAgain} />;
  return concert.draft ? <Unpublished concert={concert} askAgain={askAgain} /> : null;
}

function Unpublished({ concert, askAgain }: ConcertStandingProps) {
  const { standing: say } = words.value;
  const [asking, setAsking] = useState(false);
  const { saleOpensAt, timeZone } = concert;
  const opens = saleOpensAt === null ? null : Date.parse(saleOpensAt) > Date.now() ? saleOpensAt : null;
  const publish = async () => {
    const reply = await changeConcert(concert, { draft: false });
    if (!reply.ok) return refusedFor(reply, { '/draft': say.allPast });
    announce(say.published);
    setAsking(false);
    await askAgain();
    return null;
  };
  return (
    <Notice
      title={say.isDraft}
      actions={
        <button type="button" class="primary" onClick={() => setAsking(true)}>
          {say.publish}
        </button>
      }
    >
      {say.draftMeans}
      {asking && (
        <ConfirmDialog
          title={say.publishTitle(concert.title)}
          go={say.publish}
          harmless
          close={() => setAsking(false)}
          confirm={publish}
        >
          <p>{say.publishMeans}</p>
          <p>{opens === null ? say.opensAtOnce : say.opensAt(format.value.exactMomentIn(opens, timeZone))}</p>
        </ConfirmDialog>
      )}
    </Notice>
  );
}

function PutAway({ concert, askAgain }: ConcertStandingProps) {
  const { standing: say } = words.value;
  const deed = useDeed();
  const takeBack = async () => {
    await deed.run(() => changeConcert(concert, { archived: false }), say.takenBack);
    await askAgain();
  };
  return (
    <Notice
      tone="warn"
      title={say.isArchived}
      actions={
        <button type="button" aria-busy={deed.busy} onClick={takeBack}>
          {say.takeBack}
        </button>
      }
    >
      {say.archivedMeans}
      <DeedOutcome deed={deed} />
    </Notice>
  );
}
