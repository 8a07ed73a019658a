import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a condition, however long it takes within `ms`; then it fails with what was seen last. */
export async function until<Value>(
  look: () => Promise<Value> | Value,
  { ms = 10_000, every = 20 }: { ms?: number; every?: number } = {},
): Promise<NonNullable<Value>> {
  const deadline = performance.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > deadline)
      throw new Error(`it did not come true within ${ms} ms: ${look.toString()}`);
    await pause(every);
  }
}
