import { useMemo, useState } from 'preact/hooks';
import { announce } from '../../kit/announcer.tsx';
import { ConfirmDialog } from '../../kit/dialog.tsx';
import { DeedOutcome, useDeed } from '../frame/deed.tsx';
import { changeAddress } from '../route.ts';
import { askAsOperator } from '../session.ts';
import { words } from '../words/words.ts';
import { newKey } from './kept-draft.ts';
import { refusedFor } from './refused-for.ts';
import { changeConcert, type SeenConcert } from './seen-concert.ts';

interface CopyAndArchiveProps {
  concert: SeenConcert;
  askAgain: () => Promise<unknown>;
}

/** The plan of a concert once more, and the end of the concert in every list. */
export function CopyAndArchive({ concert, askAgain }: CopyAndArchiveProps) {
  const { standing: say } = words.value;
  const [asking, setAsking] = useState(false);
  const { concertId } = concert;
  /** Asked for once more after a lost answer, it is the same copy. */
  const idempotencyKey = useMemo(newKey, [concertId]);
  const deed = useDeed();
  const duplicate = async () => {
    let copy = '';
    const ask = async () => {
      const reply = await askAsOperator('POST', '/v1/admin/concerts/{concertId}/duplicate', {
        params: { concertId },
        body: {},
        idempotencyKey,
      });
      if (reply.ok) copy = reply.body.concertId;
      return reply;
    };
    if (!deed.busy && (await deed.run(ask, say.duplicated))) location.hash = changeAddress(copy);
  };
  const archive = async () => {
    const reply = await changeConcert(concert, { archived: true });
    if (!reply.ok) return refusedFor(reply, { '/archived': say.stillOnSale });
    announce(say.archived);
    setAsking(false);
    await askAgain();
    return null;
  };
  return (
    <section class="card stack" aria-labelledby="copy-and-archive">
      <h2 id="copy-and-archive">{say.title}</h2>
      <p class="faint">{say.duplicateMeans}</p>
      <div>
        <button type="button" aria-busy={deed.busy} onClick={duplicate}>
          {say.duplicate}
        </button>
      </div>
      <DeedOutcome deed={deed} />
      {!concert.archived && (
        <>
          <p class="faint">{say.archiveWhen}</p>
          <div>
            <button type="button" class="danger" onClick={() => setAsking(true)}>
              {say.archive}
            </button>
          </div>
        </>
      )}
      {asking && (
        <ConfirmDialog
          title={say.archiveTitle(concert.title)}
          go={say.archive}
          close={() => setAsking(false)}
          confirm={archive}
        >
          <p>{say.archiveMeans}</p>
          <p>{say.archiveWhen}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
