import type { Chance } from './chance.ts';

/** How many fans of each sort are on the stage. */
export const FANS = 12;

/** The days that are on sale, and some that are not. */
export const DATES = ['2099-12-24', '2099-12-25', '2099-12-31', '2000-01-01'] as const;

/**
 * A case names the things of the stage and does not hold them, because their ids are others in each run. What is
 * named so is put in when the case is sent.
 */
const named = (sort: string) => (chance: Chance) => `{{${sort} ${chance.below(FANS)}}}`;
const one = (sort: string) => (_chance: Chance) => `{{${sort} 0}}`;

const hexadecimal = (chance: Chance, digits: number) =>
  Array.from({ length: digits }, () => chance.below(16).toString(16)).join('');

export const NAMED = {
  user: named('user'),
  held: named('held'),
  paid: named('paid'),
  request: named('request'),
  inside: named('inside'),
  waiting: named('waiting'),
  ended: named('ended'),
  elsewhere: named('elsewhere'),
  open: one('open'),
  seen: one('seen'),
  crowded: one('crowded'),
  closed: one('closed'),
  changed: one('changed'),
  forged: one('forged'),
  none: one('none'),
  adminKey: one('adminKey'),
  /** An id of nothing. */
  unknown: (chance: Chance) =>
    `${hexadecimal(chance, 8)}-${hexadecimal(chance, 4)}-4${hexadecimal(chance, 3)}-8${hexadecimal(chance, 3)}-${hexadecimal(chance, 12)}`,
} as const;

export type Sort = keyof typeof NAMED;

/** What is on the stage of this run, by sort and number. */
export type Cast = Record<Exclude<Sort, 'unknown'>, readonly string[]>;

/** The text with every name replaced by what it names. */
export const filled = (text: string, cast: Cast): string =>
  text.replaceAll(/\{\{(\w+) (\d+)\}\}/g, (_, sort: string, number: string) => {
    // A path may have been written in capitals.
    const things = cast[sort as keyof Cast] ?? cast[sort.toLowerCase() as keyof Cast];
    return things[Number(number) % things.length] ?? '';
  });

/** Any concert, the open one more often than the others. */
const concert = (chance: Chance) =>
  NAMED[chance.pick(['open', 'open', 'open', 'seen', 'crowded', 'closed', 'changed', 'unknown'] as const)](
    chance,
  );

/** What a field or a parameter of this name stands for, if it stands for a thing. */
export function thingFor(field: string, chance: Chance): string | undefined {
  if (field === 'concertId' || field === 'after') return concert(chance);
  if (field === 'userId') return NAMED.user(chance);
  if (field === 'token') return NAMED[chance.pick(['inside', 'waiting', 'ended', 'forged'] as const)](chance);
  if (field === 'q')
    return NAMED[chance.pick(['user', 'held', 'paid', 'request', 'unknown'] as const)](chance);
  if (field === 'id') return NAMED.unknown(chance);
  if (field === 'requestId') return NAMED[chance.pick(['request', 'unknown'] as const)](chance);
  if (/^reservationIds?$|^before$/.test(field)) {
    return NAMED[chance.pick(['held', 'held', 'paid', 'unknown'] as const)](chance);
  }
  return undefined;
}
