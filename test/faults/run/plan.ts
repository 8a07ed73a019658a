import { Dice } from './dice.ts';
import { FAULTS, type FaultName } from './faults.ts';

/** How big a run is: the short form has fixed sizes, the long one goes on for some minutes. */
export interface Size {
  fans: number;
  /** Null: every fault once, and that was it. */
  minutes: number | null;
  datesPerConcert: number;
  redisAwayMs: number;
  /** So many of the faults make a round, of the seed's choice; all of them where it is null. */
  faultsOfARound: number | null;
}

/** Half of the faults in each run: which, is another matter each time, and test/faults/ has each of them by itself. */
export const shortForm: Size = {
  fans: 20,
  minutes: null,
  datesPerConcert: 20,
  redisAwayMs: 3_000,
  faultsOfARound: 7,
};

export const longForm = (minutes: number): Size => ({
  fans: 60,
  minutes,
  datesPerConcert: Math.min(100, 10 + Math.ceil(minutes * 10)),
  redisAwayMs: 30_000,
  faultsOfARound: null,
});

export const SEATS_PER_DATE = 60;
export const PRICE = 10_000;

/** Concerts that differ in what fans meet there; all of them begin before the first fault. */
export const CONCERTS = [
  { title: 'Room for everybody', holdSeconds: 20, waitingRoom: { capacity: 1_000, activeSeconds: 20 } },
  { title: 'A long line', holdSeconds: 20, waitingRoom: { capacity: 5, activeSeconds: 20 } },
  { title: 'Short holds', holdSeconds: 2, waitingRoom: { capacity: 1_000, activeSeconds: 15 } },
  { title: 'A line and short holds', holdSeconds: 3, waitingRoom: { capacity: 6, activeSeconds: 30 } },
] as const;

/** What a fan means to do in one visit. How it goes is up to the sale. */
export interface Visit {
  concert: number;
  /** Seats of each hold. */
  holds: number[];
  ends: 'pay' | 'pay at once, twice' | 'release' | 'leave' | 'vanish';
  chargesBefore: boolean;
  /** How the fan learns outcomes. */
  learns: 'by waiting' | 'by asking' | 'by listening';
  /** Sends every request twice at the same instant. */
  doubles: boolean;
  /** Sends every request again when all is over. */
  repeats: boolean;
  /** Between one step and the next. */
  pauseMs: number;
}

export function visitOf(dice: Dice): Visit {
  return {
    concert: dice.between(0, CONCERTS.length - 1),
    holds: Array.from({ length: dice.between(1, 2) }, () => dice.between(1, 4)),
    ends: dice.pick(['pay', 'pay', 'pay at once, twice', 'release', 'leave', 'vanish'] as const),
    chargesBefore: dice.chance(0.8),
    learns: dice.pick(['by waiting', 'by asking', 'by listening'] as const),
    doubles: dice.chance(0.15),
    repeats: dice.chance(0.2),
    pauseMs: dice.between(0, 150),
  };
}

/** The fault that comes next, and how long after the recovery from the one before. */
export interface PlannedFault {
  name: FaultName;
  afterMs: number;
}

/** One round of faults, each as often as its weight says, in an order of the seed's choice. */
export function roundOfFaults(dice: Dice, size: Size): PlannedFault[] {
  const names = Object.entries(FAULTS).flatMap(([name, { short, long }]) =>
    Array.from({ length: size.minutes === null ? short : long }, () => name as FaultName),
  );
  const round = dice.shuffled(names).slice(0, size.faultsOfARound ?? names.length);
  return round.map((name) => ({ name, afterMs: dice.between(100, 1_000) }));
}

/** The dice of everything that happens in a run. */
export const diceOf = (seed: string) => {
  const all = new Dice(seed);
  return {
    visit: (fan: number, visit: number) => all.for(`fan ${fan}, visit ${visit}`),
    fan: (fan: number) => all.for(`fan ${fan}`),
    listener: (listener: number) => all.for(`listener ${listener}`),
    round: (round: number) => all.for(`round ${round}`),
    fault: (count: number) => all.for(`fault ${count}`),
  };
};
