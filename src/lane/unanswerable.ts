/**
 * The store broke off in the middle of a commit and stays away: whether the request was accepted is not known, and
 * nothing that could be said of it would surely be true. So the caller's connection ends without an answer, as if
 * this process had died, and an idempotency key tells what came of it later.
 */
export class Unanswerable extends Error {}
