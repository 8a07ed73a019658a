import type { AskingArguments, CallOf, Described, MethodOf } from './calls.ts';
import { carryOut, type Outcome } from './carry-out.ts';
import type { Paths } from './description.ts';
import type { Ask, Asking, Method, Reply } from './http.ts';

/** Calls that take an idempotency key. */
type WritesAt<Path extends keyof Paths> = {
  [Of in MethodOf<Path>]: Paths[Path][Of] extends { headers: infer Taken }
    ? 'Idempotency-Key' extends Taken
      ? Of
      : never
    : never;
}[MethodOf<Path>];

type ResultOf<Call extends Described> = Call['answers'][Exclude<keyof Call['answers'], 202>];

/** Every write of the description, done once, to its outcome; null when its signal gave it up before that was known. */
export type Write = <Path extends keyof Paths, Of extends WritesAt<Path>>(
  method: Of,
  path: Path,
  ...asking: AskingArguments<CallOf<Path, Of>>
) => Promise<Outcome<ResultOf<CallOf<Path, Of>>, CallOf<Path, Of>['codes']> | null>;

const WAIT_SECONDS = 10;

/** Writes by these calls. Whoever keeps a key of their own may go on with it after their own end. */
export function writes(ask: Ask): Write {
  return (async (method: Method, path: string, asking: Asking = {}) => {
    const { idempotencyKey = newKey(), wait = WAIT_SECONDS, credential, language, signal } = asking;
    const unlessGivenUp = async (call: () => Promise<Reply>) => (signal?.aborted ? null : call());
    const end = await carryOut({
      send: () => unlessGivenUp(() => ask(method, path, { ...asking, idempotencyKey, wait })),
      look: (requestId) =>
        unlessGivenUp(() => ask('GET', `/v1/requests/${requestId}`, { credential, language, signal })),
    });
    return end?.outcome ?? null;
  }) as Write;
}

/** A key that nobody else has. `crypto.randomUUID` is there only on pages served over TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
