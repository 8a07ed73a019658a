import { setTimeout as pause } from 'node:timers/promises';
import { WRONG_KEY_ANSWERED_AFTER_MS, WRONG_KEYS_WAITING } from '../../config/limits.ts';
import { countedAs, loggedAs } from '../contract/address.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Recognise } from './credentials.ts';

/** Where somebody shows a key. */
export type KeyDoor =
  | 'operators'
  | 'fans'
  | 'dashboard'
  | 'sign-in'
  | 'operator-socket'
  | 'fan-socket'
  | 'health';

/** Who shows a key, and where. */
export interface Knock {
  door: KeyDoor;
  address: string;
}

interface WrongKeysParts {
  perAddress: number;
  logAddresses: 'full' | 'short' | 'off';
  metrics: Pick<Metrics, 'wrongKeys'>;
  log: Log;
}

/**
 * Wrong keys are answered late, so that an address learns of few: as many of its knocks wait at a time as it may try in
 * a second, and so many of all together; whoever knocks beyond that is told at once that it was too often. A right key
 * never gets here, so it never waits for the wrong ones of others. What that cannot be is a secret: whoever knows it
 * takes "too often" for "wrong". A key that is long and random stands that, and the alarm tells of those who try.
 */
export class WrongKeys {
  readonly #parts: WrongKeysParts;
  readonly #waiting = new Map<string, number>();
  #all = 0;
  /** Refused since the last line of the log. */
  #refused = 0;

  /** `perAddress` is how many wrong keys an address is answered a second; with 0 each is, and at once. */
  constructor(parts: WrongKeysParts) {
    this.#parts = parts;
  }

  /** Resolves when it may be told that the key is wrong. Throws `RATE_LIMITED`. */
  async tell({ door, address }: Knock): Promise<void> {
    const { perAddress, logAddresses, metrics, log } = this.#parts;
    metrics.wrongKeys.inc({ door });
    const who = countedAs(address);
    const waiting = this.#waiting.get(who) ?? 0;
    if (perAddress > 0 && (waiting >= perAddress || this.#all >= WRONG_KEYS_WAITING)) {
      this.#refused += 1;
      throw new Refusal('RATE_LIMITED', { headers: { 'retry-after': '1' } });
    }
    // One line for each that is answered: they are few, however many knock.
    log.warn(
      { door, address: loggedAs(address, logAddresses), alsoRefused: this.#refused },
      'a wrong key was shown',
    );
    this.#refused = 0;
    if (perAddress === 0) return;
    this.#waiting.set(who, waiting + 1);
    this.#all += 1;
    await pause(WRONG_KEY_ANSWERED_AFTER_MS, undefined, { ref: false });
    this.#all -= 1;
    const left = (this.#waiting.get(who) ?? 1) - 1;
    if (left === 0) this.#waiting.delete(who);
    else this.#waiting.set(who, left);
  }
}

/** Fans' doors are also shown tokens that have run out, by thousands who have done nothing; no key looks like one. */
const JWT = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;
const FANS_DOORS: readonly KeyDoor[] = ['fans', 'fan-socket'];

/** Recognises callers, and slows down whoever shows a key that is none. A session's token is too long to be guessed. */
export function wrongKeysTold(recognise: Recognise, wrongKeys: WrongKeys): Recognise {
  return async (presented) => {
    const caller = await recognise(presented);
    const { bearer, knock } = presented;
    if (caller.kind !== 'invalid' || knock === undefined || typeof bearer !== 'string') return caller;
    if (!FANS_DOORS.includes(knock.door) || !JWT.test(bearer)) await wrongKeys.tell(knock);
    return caller;
  };
}
