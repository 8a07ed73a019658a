/** What the kernel refuses by itself, whatever its lanes are about. */
export type KernelCode = 'SERVER_BUSY' | 'IDEMPOTENCY_KEY_REUSED' | 'INTERNAL_ERROR';

/** Where in what was sent something is wrong: an RFC 6901 pointer and a sentence for people. */
export interface FieldFault {
  pointer: string;
  detail: string;
}

/** An expected "no": an answer like any other, stored and told, never retried. */
export class Refusal<Code extends string = string> extends Error {
  override name = 'Refusal';
  readonly code: Code;
  readonly faults: FieldFault[] | undefined;
  /** After so long the same may be granted. */
  readonly retryAfterSeconds: number | undefined;
  readonly headers: Record<string, string>;
  /** What whoever is refused may know besides, by name. */
  readonly more: Record<string, unknown>;

  constructor(
    code: Code,
    detail: Partial<Pick<Refusal, 'faults' | 'headers' | 'more' | 'retryAfterSeconds'>> = {},
  ) {
    // It is no bug, so nobody looks where it came from; in a race for the last seats a stack would cost more than deciding.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(code);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.faults = detail.faults;
    this.retryAfterSeconds = detail.retryAfterSeconds;
    this.headers = detail.headers ?? {};
    this.more = detail.more ?? {};
  }
}
