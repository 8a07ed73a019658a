import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { LANE_STANDS_MS } from '../../../config/limits.ts';
import { until } from '../../infrastructure/until.ts';
import { Crowd } from './crowd.ts';
import { FAULTS, type Fault } from './faults.ts';
import { Figures } from './figures.ts';
import { LaneWatch } from './lane-watch.ts';
import { diceOf, type PlannedFault, roundOfFaults, type Size } from './plan.ts';
import { figuresInWords } from './report.ts';
import { Stage } from './stage.ts';
import { StandingLine } from './standing-line.ts';
import { brokenLaws, wrongs } from './verdict.ts';

/** Ranks can be read again so soon after whatever was broken. */
const RANKS_BACK_MS = 15_000;
/** Every API process that lives answers within this, whatever is away. */
const ANSWERS_WITHIN_MS = 2_000;
/** When nobody asks for anything any more, everything accepted has ended within this. */
const QUIET_WITHIN_MS = 15_000;
/** The bounds are for a machine of one's own; this is for one that others use as well. */
const BUSY_MACHINE_MS = 4_000;
/** A run goes on for so long after a fault is not over in time, to see whether it ever is. */
const GIVEN_UP_MS = 60_000;

export interface RunOptions {
  seed: string;
  size: Size;
  say(line: string): void;
}

/** A whole run on a stage of its own. Answers what was wrong, in words: nothing, if all is well. */
export async function runFaults({ seed, size, say }: RunOptions): Promise<string[]> {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1_000;
  const tell = (line: string) => say(`${elapsed().toFixed(1)} s: ${line}`);
  const stage = await Stage.open();
  const dice = diceOf(seed);
  const figures = new Figures();
  const found: string[] = [];
  try {
    const line = await StandingLine.form(stage);
    const crowd = await Crowd.gather(stage, size, dice, figures);
    const watch = new LaneWatch(stage, figures);
    try {
      for await (const planned of faultsInTime(size, dice)) {
        found.push(...(await suffer(planned, { stage, size, dice, figures, watch, say: tell })));
      }
      tell('the crowd goes home');
      await crowd.goesHome();
      found.push(...(await untilQuiet(stage)));
      tell('all is quiet');
      found.push(...(await wrongs(stage, crowd)), ...line.wrong);
      found.push(...pastBounds(figures, line));
      for (const post of stage.posts) found.push(...post.deserted);
    } catch (error) {
      // A run that breaks off says so beside what it has found.
      found.push(`the run broke off: ${error instanceof Error ? error.stack : error}`);
    } finally {
      await watch.close();
      await line.close();
      await crowd.close();
    }
    for (const words of figuresInWords({ stage, crowd, line, figures, seconds: elapsed() })) say(words);
  } finally {
    await stage.close();
  }
  for (const { name, failures } of stage.posts) {
    found.push(...failures.map((line) => `${name} failed: ${line}`));
  }
  return found;
}

/** What took longer than it may. */
function pastBounds({ longestStand, answerMs }: Figures, { longestBlindMs }: StandingLine): string[] {
  const found: string[] = [];
  if (longestBlindMs > RANKS_BACK_MS + BUSY_MACHINE_MS) {
    found.push(`nobody could read a rank for ${Math.round(longestBlindMs)} ms`);
  }
  if (longestStand.ms > LANE_STANDS_MS + BUSY_MACHINE_MS) {
    const { lane, ms, during } = longestStand;
    found.push(`lane ${lane} stood for ${Math.round(ms)} ms (${during})`);
  }
  const slow = answerMs.filter((ms) => ms > ANSWERS_WITHIN_MS + BUSY_MACHINE_MS);
  if (slow.length > 0) found.push(`${slow.length} answers took longer than they may`);
  return found;
}

/** The plan, round by round, for as long as the run is to last: the short form has one round. */
async function* faultsInTime(
  { minutes, ...rest }: Size,
  dice: ReturnType<typeof diceOf>,
): AsyncGenerator<PlannedFault & { count: number }> {
  const ends = performance.now() + (minutes ?? 0) * 60_000;
  let count = 0;
  for (let round = 1; round === 1 || (minutes !== null && performance.now() < ends); round += 1) {
    for (const planned of roundOfFaults(dice.round(round), { minutes, ...rest })) {
      if (minutes !== null && performance.now() > ends) return;
      await pause(planned.afterMs);
      count += 1;
      yield { ...planned, count };
    }
  }
}

interface Suffering {
  stage: Stage;
  size: Size;
  dice: ReturnType<typeof diceOf>;
  figures: Figures;
  watch: LaneWatch;
  say(line: string): void;
}

/** Lets one fault happen and waits until it is over. Answers what was wrong about that. */
async function suffer(
  { name, count }: PlannedFault & { count: number },
  { stage, size, dice, figures, watch, say }: Suffering,
): Promise<string[]> {
  const fault: Fault = FAULTS[name];
  watch.during = name;
  say(`${count}. ${name}`);
  const found: string[] = [];
  try {
    await fault.happens(stage, dice.fault(count), size);
  } catch (error) {
    found.push(`${name}: ${error instanceof Error ? error.message : error}`);
  }
  const mended = performance.now();
  try {
    for (const post of stage.posts) await post.serves();
    const whole = performance.now();
    await untilOver(stage);
    const now = performance.now();
    figures.happened(name, now - mended);
    say(`  over after ${((now - mended) / 1_000).toFixed(1)} s`);
    if (now - whole > fault.boundMs + BUSY_MACHINE_MS) {
      found.push(`${name}: over only ${Math.round(now - whole)} ms after every process served again`);
    }
    found.push(...(await brokenLaws(stage)).map((broken) => `after "${name}": ${broken}`));
  } catch (error) {
    found.push(`${name}: not over: ${error instanceof Error ? error.message : error}`);
  }
  watch.during = 'nothing broken';
  return found;
}

/**
 * When every process serves again, a fault is over when all that was accepted up to then has its outcome, also what
 * came to lanes whose worker was gone and not yet missed, and when every API process says that it can serve.
 */
async function untilOver(stage: Stage): Promise<void> {
  const [whole] = await until(() =>
    stage.sql(sql<{ at: string }>`select clock_timestamp()::text as at`).catch(() => null),
  );
  await untilSettled(stage, sql`accepted_at <= ${whole?.at}`, GIVEN_UP_MS);
  await stage.ready();
}

const untilSettled = (stage: Stage, which: ReturnType<typeof sql>, ms: number) =>
  until(
    async () => {
      const waiting = await stage
        .sql(sql`select 1 from request where status = 'queued' and ${which} limit 1`)
        .catch(() => null);
      return waiting?.length === 0;
    },
    { ms, every: 50 },
  );

async function untilQuiet(stage: Stage): Promise<string[]> {
  try {
    await untilSettled(stage, sql`true`, QUIET_WITHIN_MS);
    return [];
  } catch {
    return [`requests still wait ${QUIET_WITHIN_MS} ms after the last was sent`];
  }
}
