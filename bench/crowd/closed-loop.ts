/** One thing that a client does and waits for; answers false when it came to nothing and is not to be counted. */
export type Step = () => Promise<boolean>;

export interface LoopResult {
  done: number;
  failed: number;
  seconds: number;
  /** Milliseconds of each that was done, in the order of their ends. */
  milliseconds: number[];
}

/** So many clients, each beginning the next as soon as its last is done, until the steps run out or time is up. */
export async function closedLoop(
  clients: number,
  next: (client: number) => Step | null,
  untilMs = Number.POSITIVE_INFINITY,
): Promise<LoopResult> {
  const milliseconds: number[] = [];
  let failed = 0;
  const started = performance.now();
  const client = async (index: number) => {
    for (;;) {
      const begun = performance.now();
      if (begun - started > untilMs) return;
      const step = next(index);
      if (step === null) return;
      if (await step()) milliseconds.push(performance.now() - begun);
      else failed += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  return { done: milliseconds.length, failed, seconds: (performance.now() - started) / 1_000, milliseconds };
}
