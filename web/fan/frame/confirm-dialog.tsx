import { Dialog } from './dialog.tsx';

interface ConfirmDialogProps {
  title: string;
  text: string;
  stay: string;
  go: string;
  onStay: () => void;
  onGo: () => void;
}

/** Makes sure before something is given up. */
export const ConfirmDialog = ({ title, text, stay, go, onStay, onGo }: ConfirmDialogProps) => (
  <Dialog title={title} close={onStay}>
    <p class="faint">{text}</p>
    <div class="dialog-actions">
      <button type="button" class="danger" onClick={onGo}>
        {go}
      </button>
      <button type="button" class="primary" onClick={onStay}>
        {stay}
      </button>
    </div>
  </Dialog>
);
