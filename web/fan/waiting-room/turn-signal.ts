import { signal } from '@preact/signals';

/** Whether the fan can be told beside the page: `unasked` may still be asked. */
export const mayNotify = signal<'unasked' | 'yes' | 'no' | 'impossible'>(
  !('Notification' in window)
    ? 'impossible'
    : Notification.permission === 'granted'
      ? 'yes'
      : Notification.permission === 'denied'
        ? 'no'
        : 'unasked',
);

export async function askToNotify(): Promise<void> {
  mayNotify.value = (await Notification.requestPermission()) === 'granted' ? 'yes' : 'no';
}

/** Tells it also to whoever is looking at another tab. */
export function notifyOfTurn(title: string, text: string): void {
  if (mayNotify.value !== 'yes' || document.visibilityState === 'visible') return;
  try {
    const notification = new Notification(title, { body: text, icon: '/icon.svg', tag: 'frontrow-turn' });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
  } catch {
    // Some phones have it only for service workers; the title of the tab has changed in any case.
  }
}
