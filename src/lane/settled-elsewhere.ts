/**
 * Somebody else has settled or withdrawn a request that this batch decided: nothing of the batch may stand, and
 * the next look will not find that request.
 */
export class SettledElsewhere extends Error {
  override name = 'SettledElsewhere';
}
