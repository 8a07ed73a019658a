import type { Crowd } from './crowd.ts';
import type { Figures } from './figures.ts';
import type { Stage } from './stage.ts';
import type { StandingLine } from './standing-line.ts';

/** What a run came to, for people. */
export function figuresInWords(parts: {
  stage: Stage;
  crowd: Crowd;
  line: StandingLine;
  figures: Figures;
  seconds: number;
}): string[] {
  const { stage, crowd, line, figures, seconds } = parts;
  const requests = crowd.clients.reduce((sum, { record }) => sum + record.outcomes.size, 0);
  const charges = crowd.clients.reduce((sum, { record }) => sum + record.charges.size, 0);
  const killed = (posts: Stage['posts']) => posts.reduce((sum, { kills }) => sum + kills, 0);
  const heard = [...crowd.listeners.keys()].reduce((sum, { record }) => sum + record.heard.size, 0);
  const { longestStand } = figures;
  return [
    `${seconds.toFixed(0)} s, ${crowd.clients.length} fans, ${crowd.visits} visits, ${figures.calls} calls`,
    `${requests} accepted requests ended; ${charges} charges`,
    ...outcomes(crowd).map(([what, count]) => `  ${what}: ${count}`),
    `${figures.repeats} repeated without need, ${figures.sentAgain} sent again because of ${problems(figures)}`,
    `killed: ${killed(stage.workers)} workers, ${killed(stage.apis)} API processes, ${killed(stage.schedulers)} schedulers`,
    ...[...figures.faults].map(
      ([fault, { count, recoveryMs }]) =>
        `  ${fault}: ${count}, over after ${(at(recoveryMs, 0.5) / 1_000).toFixed(1)} s, at most ${(at(recoveryMs, 1) / 1_000).toFixed(1)} s`,
    ),
    `longest stand of a lane: ${(longestStand.ms / 1_000).toFixed(1)} s (${longestStand.during})`,
    `${line.ranksRead} ranks read in the standing line, ${line.wrong.length} of them wrong; ` +
      `nobody could read theirs for ${(line.longestBlindMs / 1_000).toFixed(1)} s at most`,
    `${heard} outcomes told at ${crowd.listeners.size} sockets, which came back ${figures.reconnects} times`,
    `answers: ${percentiles(figures.answerMs)}`,
  ];
}

function outcomes({ clients }: Crowd): [string, number][] {
  const counts = new Map<string, number>();
  for (const { record } of clients) {
    for (const { kind, succeeded, told } of record.outcomes.values()) {
      const what = `${kind} ${succeeded ? 'succeeded' : told}`;
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
  }
  return [...counts].sort(([one], [other]) => one.localeCompare(other));
}

const problems = ({ problems }: Figures): string =>
  [...problems].map(([problem, count]) => `${problem} (${count})`).join(', ') || 'nothing';

/** So long took the given share of them at most. */
function at(ms: readonly number[], share: number): number {
  const sorted = ms.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}

const percentiles = (ms: readonly number[]): string =>
  `p50 ${at(ms, 0.5).toFixed(0)} ms, p99 ${at(ms, 0.99).toFixed(0)} ms, longest ${at(ms, 1).toFixed(0)} ms`;
