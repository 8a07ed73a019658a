import './confirm-dialog.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { words } from '../words/words.ts';

interface ConfirmDialogProps {
  title: string;
  /** What the button says that does it. */
  action: string;
  children: ComponentChildren;
  close: () => void;
  /** Does it; answers what went wrong, or null. */
  confirm: () => Promise<string | null>;
}

/** Asks before something that cannot be taken back. Escape and "cancel" leave everything as it is. */
export function ConfirmDialog({ title, action, children, close, confirm }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const { states } = words.value;
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const act = async () => {
    setBusy(true);
    setFault(await confirm());
    setBusy(false);
  };
  return (
    <dialog ref={dialog} class="confirm-dialog card" aria-labelledby={id} onClose={close}>
      <h2 id={id}>{title}</h2>
      <div class="confirm-dialog-words">{children}</div>
      <p class="confirm-dialog-fault" role="alert">
        {fault}
      </p>
      <div class="confirm-dialog-buttons">
        <button type="button" onClick={() => dialog.current?.close()}>
          {states.cancel}
        </button>
        <button type="button" class="danger confirm-dialog-act" disabled={busy} onClick={act}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
