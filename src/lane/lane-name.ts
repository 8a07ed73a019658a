import type { LaneRole } from './kind.ts';

/** A lane's name is also its queue's: `booking.<concert id>`. */
export const laneName = (role: LaneRole, concertId: string) => `${role}.${concertId}`;

export function laneOf(name: string): { role: LaneRole; concertId: string } {
  const [role, concertId] = name.split('.');
  if ((role !== 'admission' && role !== 'booking') || concertId === undefined) {
    throw new Error(`"${name}" is not the name of a lane`);
  }
  return { role, concertId };
}
