import { now } from '../service/server-clock.ts';
import type { Concert } from '../state/concerts.ts';

/** `over`: all dates have passed. Reads the moving time. */
export function saleState(concert: Concert): 'not open' | 'open' | 'closed' | 'over' {
  const { saleOpensAt, saleClosesAt, dates } = concert;
  if (dates.length > 0 && dates.every(({ startsAt }) => Date.parse(startsAt) <= now.value)) return 'over';
  if (saleOpensAt !== null && now.value < Date.parse(saleOpensAt)) return 'not open';
  if (saleClosesAt !== null && Date.parse(saleClosesAt) <= now.value) return 'closed';
  return 'open';
}
