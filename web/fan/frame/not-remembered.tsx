import { signal } from '@preact/signals';
import { Notice } from '../../kit/notice.tsx';
import { remembers } from '../../kit/storage.ts';
import { words } from '../words/words.ts';

const read = signal(false);

/** Where the browser forbids keeping anything, people know what a reload will cost before they do it. */
export function NotRemembered() {
  const { notRemembered: say } = words.value;
  if (remembers.value || read.value) return null;
  return (
    <Notice
      tone="warn"
      title={say.title}
      actions={
        <button
          type="button"
          onClick={() => {
            read.value = true;
          }}
        >
          {say.ok}
        </button>
      }
    >
      {say.text}
    </Notice>
  );
}
