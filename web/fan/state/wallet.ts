import { computed, effect, signal, untracked } from '@preact/signals';
import { pathOf } from '../../../client/calls.ts';
import type { Entries } from '../../../client/description.ts';
import { after, type Loaded } from '../../kit/loaded.ts';
import { callAsFan } from '../service/call.ts';
import { listen, whenBack } from '../service/connection.ts';
import { begin, whenSettled } from '../service/writes.ts';
import { site, userId } from './identity.ts';

export type Entry = Entries['entries'][number];

export const wallet = signal<Loaded<{ balance: number }>>({ state: 'loading' });
export const entries = signal<Loaded<Entries>>({ state: 'loading' });

/** Whether fans charge their own wallet, or have one; as long as nobody has said so they do. */
export const walletMode = computed(() => site.value?.wallet ?? 'open');

export const CHARGE_SLOT = 'charge';

export async function askForWallet(): Promise<void> {
  if (userId.value === null) return;
  const asked = userId.value;
  const reply = await callAsFan('GET', '/v1/wallet');
  if (asked === userId.value) wallet.value = after(wallet.value, reply);
}

export async function askForEntries(): Promise<void> {
  if (userId.value === null) return;
  const asked = userId.value;
  const reply = await callAsFan('GET', '/v1/wallet/entries');
  if (asked === userId.value) entries.value = after(entries.value, reply);
}

export async function askForOlderEntries(): Promise<void> {
  const before = entries.value;
  if (before.state !== 'here' || before.value.next === null) return;
  const reply = await callAsFan('GET', '/v1/wallet/entries', { next: before.value.next });
  if (!reply.ok) return;
  const value = { entries: [...before.value.entries, ...reply.body.entries], next: reply.body.next };
  entries.value = { state: 'here', value };
}

export function charge(amount: number): void {
  begin({ slot: CHARGE_SLOT, method: 'POST', path: pathOf('/v1/wallet/charges'), body: { amount } });
}

export function followWallet(): void {
  effect(() => {
    wallet.value = { state: 'loading' };
    entries.value = { state: 'loading' };
    if (userId.value !== null) untracked(() => void askForWallet());
  });
  whenBack(() => void askForWallet());
  listen('request', ({ kind }) => {
    if (kind === 'pay') void askForWallet();
  });
  whenSettled(({ slot }, outcome) => {
    if (slot !== CHARGE_SLOT && !slot.startsWith('pay:')) return;
    if (outcome.ok && typeof outcome.result.balance === 'number') {
      wallet.value = { state: 'here', value: { balance: outcome.result.balance } };
    }
    void askForWallet();
    void askForEntries();
  });
}
