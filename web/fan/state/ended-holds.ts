import { effect, signal } from '@preact/signals';
import type { HoldEndedEvent } from '../../../client/description.ts';
import { announce } from '../../kit/announcer.tsx';
import { listen } from '../service/connection.ts';
import { words } from '../words/words.ts';
import { userId } from './identity.ts';

/** What a fan does not do themselves, they are told of wherever they are. */
const TOLD = new Set<HoldEndedEvent['reason']>(['ran-out', 'visit-over', 'operator']);

/** Holds that ended while the page was open, until that is read. */
export const endedHolds = signal<readonly HoldEndedEvent[]>([]);

export const forgetEndedHold = (reservationId: string): void => {
  endedHolds.value = endedHolds.value.filter((one) => one.reservationId !== reservationId);
};

export function followEndedHolds(): void {
  effect(() => {
    void userId.value;
    endedHolds.value = [];
  });
  listen('hold-ended', (ended) => {
    if (!TOLD.has(ended.reason)) return;
    forgetEndedHold(ended.reservationId);
    endedHolds.value = [...endedHolds.value, ended];
    announce(words.peek().holdEnded[ended.reason].title, 'urgent');
  });
}
