import { type RawBuilder, sql } from 'kysely';

/** What names one state of a concert among operators: how often it has been changed. */
export const tagOf = (revision: number): string => `"${revision}"`;

/** The revisions that `If-Match` names; what is none of ours fits no state. Null when any state will do. */
export const revisionsIn = (ifMatch: readonly string[] | null): number[] | null =>
  ifMatch === null
    ? null
    : ifMatch.flatMap((tag) => (/^"[1-9]\d{0,8}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []));

/** For the statement that takes the concert's row: it finds none when somebody has changed it meanwhile. */
export const isRevision = (ifMatch: readonly string[] | null): RawBuilder<boolean> => {
  const revisions = revisionsIn(ifMatch);
  return revisions === null ? sql<boolean>`true` : sql<boolean>`revision = any(${revisions}::int[])`;
};
