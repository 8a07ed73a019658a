import { z } from 'zod';
import type { Call } from './call.ts';

/** Of every list: the path of the next page. */
export const next = z.string().nullable().describe('The path of the next page, or null');

/**
 * A page of rows that were read with one more than `limit`: whether there is a next page is known by that one. `next`
 * leads on from the last row by the cursor that names it, with whatever else was asked for.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  call: Pick<Call, 'path' | 'query'>,
  cursorOf: (last: Row) => Record<string, string>,
): { rows: Row[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (rows.length <= limit || last === undefined) return { rows: page, next: null };
  const asked = Object.entries({ ...(call.query as Record<string, unknown>), ...cursorOf(last) });
  const query = new URLSearchParams(
    asked.flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
  return { rows: page, next: `${call.path}?${query}` };
}
