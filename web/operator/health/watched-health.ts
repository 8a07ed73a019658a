import { effect, signal } from '@preact/signals';
import { language } from '../../kit/language.ts';
import { type Loaded, loadedFrom, newer } from '../../kit/loaded.ts';
import type { HealthAnswer } from '../answers.ts';
import { listen } from '../connection.ts';
import { askAsOperator, session } from '../session.ts';

/** How the service is, on every screen. */
export const health = signal<Loaded<HealthAnswer>>({ state: 'loading' });

export async function askForHealth(): Promise<boolean> {
  const reply = await askAsOperator('GET', '/v1/admin/health');
  health.value = newer(health.value, loadedFrom(reply));
  return reply.status !== 0;
}

/** Asks once for whoever signs in and whenever the language changes; then it is told, or asked for again. */
export function keepHealth(): void {
  effect(() => {
    const signedIn = session.value.state === 'in';
    void language.value;
    if (signedIn) void askForHealth();
    else health.value = { state: 'loading' };
  });
  listen({
    health(value) {
      health.value = { state: 'here', value };
    },
    poll: askForHealth,
  });
}
