/*
 * What may happen in a story. Everything is named by its place and never by an id, so that a story is plain data
 * that can be told again, shortened, and kept.
 */

/**
 * A write of one lane. Whoever can do it comes first: to reserve, the fans inside; to release and to pay, those who
 * hold something, and of reservations what they hold.
 */
export type Write =
  | { do: 'join' | 'leave'; fan: number }
  | { do: 'reserve'; fan: number; seats: number[] }
  | { do: 'release' | 'extend'; fan: number; of: number }
  | { do: 'give back'; fan: number; of: number; seats: number[] }
  | { do: 'pay'; fan: number; of: number[] };

/** What befalls the system so many milliseconds after the writes have been sent. */
export interface Mishap {
  what: 'Redis is emptied' | 'the worker is killed' | 'the API is killed';
  afterMs: number;
}

export type Step =
  /** Writes of one lane, all sent at the same instant, some of them twice under the same key. */
  | { step: 'ask'; concert: number; writes: (Write & { twice?: true })[]; mishap?: Mishap }
  | { step: 'charge'; fan: number; amount: number; keyed: boolean }
  /**
   * The key of an earlier write again, the latest first: with the same request or another one, and with the queue
   * token of that time or the one that the fan has now.
   */
  | { step: 'repeat'; of: number; request: 'same' | 'other'; token: 'of then' | 'of now' }
  /** With `look`, everybody waits until they see what time brought about; without, the next step comes first. */
  | { step: 'time'; minutes: number; look: boolean };
