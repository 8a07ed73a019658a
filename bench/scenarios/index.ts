import type { Scenario } from '../scenario.ts';
import { concerts } from './concerts.ts';
import { payments, reserve, walks } from './end-to-end.ts';
import { laneSpeed } from './lane.ts';
import { line } from './line.ts';
import { ranks } from './ranks.ts';
import { reads } from './reads.ts';
import { storm } from './storm.ts';
import { sweeps } from './sweeps.ts';

/** Every scenario, in the order in which they are run when none is named. */
export const SCENARIOS: readonly Scenario[] = [
  laneSpeed,
  reserve,
  payments,
  walks,
  storm,
  ranks,
  reads,
  sweeps,
  line,
  concerts,
];
