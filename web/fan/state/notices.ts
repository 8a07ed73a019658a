import { effect, signal } from '@preact/signals';
import { announce } from '../../kit/announcer.tsx';
import { listen } from '../service/connection.ts';
import { userId } from './identity.ts';

export interface Notice {
  text: string;
  at: string;
}

/** What the organiser has told those who wait, by concert: the last of it. */
export const notices = signal<Readonly<Record<string, Notice>>>({});

/** The same notice is told again after every new connection, perhaps in another language. */
const hidden = new Map<string, string>();

export function hideNotice(concertId: string): void {
  const { [concertId]: notice, ...others } = notices.value;
  if (notice !== undefined) hidden.set(concertId, notice.at);
  notices.value = others;
}

export function followNotices(): void {
  effect(() => {
    void userId.value;
    notices.value = {};
  });
  listen('notice', ({ concertId, text, at }) => {
    if (hidden.get(concertId) === at) return;
    if (notices.value[concertId]?.at !== at) announce(text, 'urgent');
    notices.value = { ...notices.value, [concertId]: { text, at } };
  });
}
