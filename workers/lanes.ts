import { admissionLane } from '../src/admission/lane.ts';
import type { LineCopy } from '../src/admission/line-copy.ts';
import { bookingLane } from '../src/booking/lane.ts';
import type { Lane } from '../src/lane/lane.ts';
import type { LaneRole } from '../src/sale/lanes.ts';

/** The lanes of a concert as workers decide them, by role. */
export const lanesWith = (copy: LineCopy): Record<LaneRole, Lane> => ({
  admission: admissionLane(copy),
  booking: bookingLane,
});
