import { format } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import { hideNotice, notices } from '../state/notices.ts';
import { words } from '../words/words.ts';

/** What the organiser tells everybody who waits. */
export function NoticeBanner({ concertId }: { concertId: string }) {
  const notice = notices.value[concertId];
  const { notice: say } = words.value;
  if (notice === undefined) return null;
  return (
    <Notice
      icon="message"
      title={`${say.title} · ${format.value.time(notice.at)}`}
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
