import './dialog.css';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { words } from './words/words.ts';

interface DialogProps {
  title: string;
  close: () => void;
  children: ComponentChildren;
}

/** Asks something before anything else goes on. The browser keeps the focus inside and gives it back afterwards. */
export function Dialog({ title, close, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    return () => opened?.close();
  }, []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onClose={close}>
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="plain square" aria-label={words.value.close} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
}

interface ConfirmDialogProps extends DialogProps {
  /** What the button says that leaves everything as it is. */
  stay?: string;
  /** What the button says that does it. */
  go: string;
  /** Nothing is given up by it: it does not look as if. */
  harmless?: boolean;
  /** Does it; answers what went wrong, or null. */
  confirm: () => Promise<string | null>;
}

/** Makes sure before something is given up, or seen by everybody. */
export function ConfirmDialog({ title, stay, go, harmless, close, confirm, children }: ConfirmDialogProps) {
  const busy = useSignal(false);
  const fault = useSignal<string | null>(null);
  const act = async () => {
    busy.value = true;
    fault.value = await confirm();
    busy.value = false;
  };
  return (
    <Dialog title={title} close={close}>
      <div class="dialog-words faint">{children}</div>
      <p class="toned tone-bad" role="alert">
        {fault}
      </p>
      <div class="dialog-actions row">
        <button
          type="button"
          class={harmless ? 'primary' : 'primary danger'}
          disabled={busy.value}
          onClick={act}
        >
          {go}
        </button>
        <button type="button" onClick={close}>
          {stay ?? words.value.cancel}
        </button>
      </div>
    </Dialog>
  );
}
