import { format } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import { concertOf } from '../state/concerts.ts';
import { hideNotice, notices } from '../state/notices.ts';
import { words } from '../words/words.ts';

/** What the organiser tells everybody who waits. */
export function NoticeBanner({ concertId }: { concertId: string }) {
  const notice = notices.value[concertId];
  const { notice: say } = words.value;
  if (notice === undefined) return null;
  const concert = concertOf(concertId);
  const at =
    concert.state === 'here'
      ? format.value.timeAt(notice.at, concert.value.timeZone)
      : format.value.time(notice.at);
  return (
    <Notice
      icon="message"
      title={`${say.title} · ${at}`}
      actions={
        <button type="button" class="plain" onClick={() => hideNotice(concertId)}>
          {say.close}
        </button>
      }
    >
      {notice.text}
    </Notice>
  );
}
