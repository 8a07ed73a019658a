import { ACCEPT_PACE_MS, DECIDE_PACE_MS, LANE_DEPTH } from '../../config/limits.ts';
import type { LaneRules } from '../lane/lane.ts';

/** The lanes of a concert: joins never stand in front of a payment. */
export const LANE_ROLES = ['admission', 'booking'] as const;
export type LaneRole = (typeof LANE_ROLES)[number];

/** A lane's name is also its queue's: `booking.<concert id>`. */
export const laneName = (role: LaneRole, concertId: string) => `${role}.${concertId}`;

export function laneOf(name: string): { role: LaneRole; concertId: string } {
  const [given, concertId] = name.split('.');
  const role = LANE_ROLES.find((one) => one === given);
  if (role === undefined || concertId === undefined) throw new Error(`"${name}" is not the name of a lane`);
  return { role, concertId };
}

export function laneRules(name: string): LaneRules {
  const { role } = laneOf(name);
  return { depth: LANE_DEPTH[role], acceptPaceMs: ACCEPT_PACE_MS[role], decidePaceMs: DECIDE_PACE_MS[role] };
}
