import type { ComponentChildren } from 'preact';
import { AskedFor as Asked } from '../../kit/asked-for.tsx';
import type { Loaded } from '../../kit/loaded.ts';
import { Notice } from '../../kit/notice.tsx';
import { words } from '../words/words.ts';

interface AskedForProps<Value> {
  loaded: Loaded<Value>;
  again: () => void;
  /** What is said where the thing asked for does not exist. */
  missing?: string;
  children: (value: Value) => ComponentChildren;
}

/** Shows what was asked for, or that it is on its way, or why it did not come and how to ask again. */
export const AskedFor = <Value,>({ loaded, again, missing, children }: AskedForProps<Value>) => (
  <Asked
    loaded={loaded}
    otherwise={(problem) =>
      problem?.status === 404 && missing !== undefined ? (
        <Notice tone="warn" spoken>
          {missing}
        </Notice>
      ) : (
        <Trouble sentence={problem?.detail ?? words.value.unreachable} again={again} />
      )
    }
  >
    {children}
  </Asked>
);

/** What did not come, and another try. */
export const Trouble = ({ sentence, again }: { sentence: string; again: () => void }) => (
  <Notice
    tone="bad"
    spoken
    actions={
      <button type="button" onClick={again}>
        {words.value.tryAgain}
      </button>
    }
  >
    {sentence}
  </Notice>
);
