import { Dialog } from '../../kit/dialog.tsx';
import { be, fan, nameOf, offered } from '../state/identity.ts';
import { words } from '../words/words.ts';

/** A link would make somebody else of the fan who is signed in: who, instead of whom, and whether they mean it. */
export function IdentityOffer() {
  const { offer: say } = words.value.who;
  const [present, other] = [fan.value, offered.value];
  if (other === null) return null;
  const stay = () => {
    offered.value = null;
  };
  return (
    <Dialog title={say.title} close={stay}>
      <div class="stack">
        <p class="faint">{say.text}</p>
        <dl class="stack">
          {present !== null && (
            <div>
              <dt>{say.present}</dt>
              <dd class="strong">{nameOf(present)}</dd>
            </div>
          )}
          <div>
            <dt>{say.other}</dt>
            <dd class="strong">{nameOf(other)}</dd>
          </div>
        </dl>
        <div class="dialog-actions row">
          <button
            type="button"
            onClick={() => {
              be(other);
              stay();
            }}
          >
            {say.change}
          </button>
          <button type="button" class="primary" onClick={stay}>
            {say.stay}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
