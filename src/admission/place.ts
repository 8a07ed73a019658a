import { z } from 'zod';
import { instant } from '../contract/fields.ts';
import { estimatedWait } from './estimate.ts';

/** Where somebody stands, as joining, polling and the socket tell it. */
export const placeFields = {
  status: z.enum(['WAITING', 'ACTIVE']),
  number: z.int().describe('The place given at the door: from 1, never changes'),
  rank: z.int().describe('1 for the next to be admitted, 0 once admitted'),
  ahead: z.int().describe('How many are in front: rank − 1, 0 once admitted'),
  estimatedWaitSeconds: z.int().describe('The middle of `estimatedWait`; 0 once admitted'),
  estimatedWait,
};

const place = z.object(placeFields);
export type Place = z.output<typeof place>;

export const placeAnswer = place.extend({ expiresAt: instant }).meta({ id: 'Place' });
