import { LockMode } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Kind } from '../lane/kind.ts';
import type { Lane } from '../lane/lane.ts';
import { laneOf } from '../sale/lanes.ts';
import { turnsAway } from '../sale/sale-state.ts';
import { WaitingRoom } from '../sale/waiting-room.ts';
import { AdmissionBatch, lookAround } from './batch.ts';
import type { Wanted } from './kind.ts';
import { admissionKinds } from './kinds.ts';
import { Line } from './line.ts';
import type { LineCopy } from './line-copy.ts';

/** The admission lane: joins, leaves, time-outs and admissions of one concert. The copy follows each commit. */
export function admissionLane(copy: LineCopy): Lane<Wanted, AdmissionBatch, null> {
  return {
    kinds: new Map<string, Kind<Wanted, AdmissionBatch>>(admissionKinds.map((kind) => [kind.name, kind])),
    // The door is locked first: what is true before that may change while this batch waits for it.
    look: () => sql`null`,
    async open(work, sweep) {
      const { concertId } = laneOf(work.lane);
      const locked = { lockMode: LockMode.PESSIMISTIC_WRITE };
      const room = await work.em.findOneOrFail(WaitingRoom, { concertId }, locked);
      const { concert, now, due } = await lookAround(work, concertId, room, sweep);
      const line = new Line(room, now, work.events, turnsAway(concert, room.afterClose, now));
      return new AdmissionBatch({ copy, work, concert, line, due, sweep });
    },
    async sweepFailed() {
      // The token's holder is told when it has ended; the log and the metric tell the operator.
    },
  };
}
