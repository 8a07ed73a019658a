import { types } from 'node:util';

/**
 * Somebody else has settled or withdrawn a request that this batch decided: nothing of the batch may stand, and
 * the next look will not find that request.
 */
export class SettledElsewhere extends Error {
  override name = 'SettledElsewhere';
}

/**
 * The store broke off in the middle of a commit and stays away: whether the request was accepted is not known, and
 * nothing that could be said of it would surely be true. So the caller's connection ends without an answer, as if
 * this process had died, and an idempotency key tells what came of it later.
 */
export class Unanswerable extends Error {
  override name = 'Unanswerable';
}

/** What PostgreSQL says of a statement, wherever in the chain of causes the driver put it. */
function sqlStateOf(error: unknown): string | undefined {
  // Errors of Node's own, such as a refused connection, may come from another realm than ours.
  for (let cause = error; types.isNativeError(cause); cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** Five characters, a digit among them: `EPIPE` is none. */
const isSqlState = (code: string): boolean => /^(?=.*\d)[0-9A-Z]{5}$/.test(code);

/** Two transactions met (40001 serialization failure, 40P01 deadlock): the same again will work. */
export function isSerializationFault(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '40001' || state === '40P01';
}

/** A constraint held somebody back: on the second look the decision will be another one. */
export const isUniqueViolation = (error: unknown): boolean => sqlStateOf(error) === '23505';

/** The database does not know a value that we took for good (22023), such as the name of a time zone. */
export const isUnknownValue = (error: unknown): boolean => sqlStateOf(error) === '22023';

const CONNECTION_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const NEVER_REACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
/** How the drivers say that a connection broke or that no answer came in time, where they give no code. */
const CONNECTION_MESSAGES = new RegExp(
  [
    'connection (is |was )?(terminated|closed|ended)|is not queryable',
    'timeout (exceeded|expired)|read timeout|command timed out',
    "stream isn't writeable|max retries per request",
  ].join('|'),
  'i',
);

/**
 * The store is away, not wrong: SQLSTATE class 08 (connection), 53 (resources), 57 (operator intervention,
 * a statement's time-out among them), 25P03 (stood still inside a transaction), 40003 (nobody knows), or no answer.
 */
export function isOutage(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined && isSqlState(state)) return /^(08|53|57|25P03|40003)/.test(state);
  if (state !== undefined && CONNECTION_ERRORS.has(state)) return true;
  return types.isNativeError(error) && CONNECTION_MESSAGES.test(error.message);
}

/**
 * What PostgreSQL, or a pooler before it, says when it breaks off: a commit may have been done by then. Class 08, unless
 * the connection did not come about (08001, 08004); 57P01 and 57P02, shutting down; 40003, which says as much.
 */
const BROKEN_OFF = /^(08(?!001|004)|57P0[12]|40003)/;

/**
 * The store said itself that nothing was done, or was never reached: the connection did not break off in between. This
 * is about what was asked last; whether something asked before it was done is not known by it.
 */
export function isUndone(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined && isSqlState(state)) return !BROKEN_OFF.test(state);
  if (state !== undefined) return NEVER_REACHED.has(state);
  return (
    types.isNativeError(error) && /trying to connect|connection timeout|timeout expired/i.test(error.message)
  );
}

/**
 * The connection was closed in the middle of something: the store may be there at once, and can be asked what came of it.
 * One that is silent would be so again for as long.
 */
export const isBrokenOff = (error: unknown): boolean =>
  isOutage(error) &&
  !isUndone(error) &&
  sqlStateOf(error) !== 'ETIMEDOUT' &&
  !/read timeout|timed out/i.test(String(error));

/** The database has run out of room, of connections or of memory (class 53). */
export const isShortage = (error: unknown): boolean => /^53/.test(sqlStateOf(error) ?? '');

/** Worth another try with a fresh entity manager. */
export const isTransient = (error: unknown): boolean =>
  isSerializationFault(error) ||
  isUniqueViolation(error) ||
  error instanceof SettledElsewhere ||
  isOutage(error);
