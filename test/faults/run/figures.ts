/** What a run counts beside what it checks. */
export class Figures {
  calls = 0;
  /** Calls sent again under the same key, because no answer, or none that counts, had come. */
  sentAgain = 0;
  /** Calls sent again, or twice at once, though there was no need. */
  repeats = 0;
  reconnects = 0;
  /** Milliseconds of every answer for which nobody had asked to wait. */
  readonly answerMs: number[] = [];
  readonly problems = new Map<string, number>();
  readonly faults = new Map<string, { count: number; recoveryMs: number[] }>();
  longestStand = { lane: '', ms: 0, during: '' };

  counts(problem: string): void {
    this.problems.set(problem, (this.problems.get(problem) ?? 0) + 1);
  }

  happened(fault: string, recoveryMs: number): void {
    const known = this.faults.get(fault) ?? { count: 0, recoveryMs: [] };
    known.count += 1;
    known.recoveryMs.push(recoveryMs);
    this.faults.set(fault, known);
  }
}
