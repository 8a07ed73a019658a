import { Notice } from '../parts/notice.tsx';
import { health } from './watched-health.ts';

/** What is wrong with the service, in words, where nobody can overlook it. Of another sale's lanes nothing is said. */
export function FaultNotices({ concertId }: { concertId?: string }) {
  if (health.value.state !== 'here') return null;
  const faults = health.value.value.faults.filter(
    (fault) => concertId === undefined || fault.concertId === undefined || fault.concertId === concertId,
  );
  if (faults.length === 0) return null;
  return (
    <Notice tone="bad" spoken>
      {faults.map(({ what, concertId, sentence }) => (
        <p key={`${what} ${concertId}`}>{sentence}</p>
      ))}
    </Notice>
  );
}
