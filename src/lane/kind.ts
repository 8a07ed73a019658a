/** One accepted write of one user, as its lane sees it. */
export interface AcceptedRequest<Payload = unknown> {
  id: string;
  sequence: number;
  kind: string;
  userId: string;
  payload: Payload;
  correlationId: string;
}

/** What a request came to. Exactly one of them is stored, beside its effects, in the same commit. */
export type Outcome<Result = unknown> =
  | { result: Result }
  /** With the seconds after which, from the decision on, the same may be granted; where that is known. */
  | { refused: string; retryAfterSeconds?: number };

/** Makes the refusal to be thrown; the compiler lets a kind throw those alone that it names. */
export type Refuse<Code extends string = string> = (
  code: Code,
  detail?: { retryAfterSeconds?: number },
) => Error;

/**
 * What the kernel must know of one kind of request. `Wants` is how a lane is told what to load and lock, `Ground` is
 * what it has loaded.
 */
export interface Kind<Wants = unknown, Ground = unknown> {
  readonly name: string;
  readonly refusals: readonly string[];
  /** What a request ends with when it keeps breaking the lane: a fault of ours, not of whoever asked. */
  readonly fault: string;
  /** What must be loaded, and locked, before this request can be decided. */
  wants(request: AcceptedRequest): Wants;
  /**
   * Decides on what is loaded, with nothing awaited: changes the ground and answers the result, or throws a refusal
   * before anything is changed.
   */
  decide(ground: Ground, request: AcceptedRequest, refuse: Refuse): unknown;
}
