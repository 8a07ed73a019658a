import { LIST_CACHE_MS } from '../../config/limits.ts';
import type { Orm } from '../database/connect.ts';
import { type Language, sentences } from '../language/language.ts';
import { compressPart, gzipOf } from './gzip-in-parts.ts';
import { etagOf, Prepared } from './prepared.ts';
import { type PlannedSeat, readSeatPlan, readSeatStates, readStatesOf } from './seat-states.ts';
import type { SeatsAnswer } from './seats.ts';

const BLOCK_SEATS = 500;
/** Announced changes of more seats than this are found by looking at all of them. */
const PATCHED_SEATS = 1_000;
/** From this age on it is looked at anew while it is still served, so that hardly anybody waits for the look. */
const LOOK_AHEAD_MS = LIST_CACHE_MS * 0.85;

const WORDS: Record<string, string> = { A: 'AVAILABLE', H: 'HELD', S: 'SOLD' };

/** A seat's JSON without its state. */
interface Frame {
  before: string;
  after: string;
}

/** So many seats of the map as they stand in the body. */
interface Block {
  text: Buffer;
  /** The text compressed, from the first time on that somebody takes it so. */
  packed: Buffer | null;
  tag: string;
  available: number;
}

/**
 * The seats of one date as everybody reads them, kept as pieces of the answer's body. At most `LIST_CACHE_MS`
 * old by what the database says: it is asked who has which seat, one letter each, and only blocks in which that
 * changed are written anew. Seats that a lane announced are asked for on their own, so that whoever was told of a
 * change finds it here. Everything shown was read, never guessed from an announcement, which may be late.
 */
export class SeatMap {
  readonly #orm: Orm;
  readonly #concertId: string;
  readonly #date: string;
  #dateId = '';
  #planHash = '';
  #frames: Frame[] = [];
  readonly #indexOf = new Map<number, number>();
  #states = Buffer.alloc(0);
  #blocks: (Block | null)[] = [];
  readonly #bodies = new Map<Language | 'any', Prepared<SeatsAnswer>>();
  /** When the look at all seats began that is shown; by this process's monotonic clock. */
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Seats that were announced and not read since, and when the first of them was. */
  #announced = new Set<number>();
  #announcedAt = Number.POSITIVE_INFINITY;
  #reading: Promise<void> | null = null;
  readAt = performance.now();

  constructor(orm: Orm, concertId: string, date: string) {
    this.#orm = orm;
    this.#concertId = concertId;
    this.#date = date;
  }

  /** The answer's body, or null when the concert has no such date. */
  async read(language: Language): Promise<Prepared<SeatsAnswer> | null> {
    const asked = performance.now();
    this.readAt = asked;
    while (this.#lookedAt + LIST_CACHE_MS <= asked || this.#announcedAt <= asked) await this.#readOnce();
    // Nobody waits for this look; if it fails, the next who must wait says so.
    if (this.#lookedAt + LOOK_AHEAD_MS <= asked) this.#readOnce().catch(() => {});
    return this.#frames.length === 0 ? null : this.#body(language);
  }

  /** A lane has told that these seats changed. */
  change(numbers: readonly number[]): void {
    if (this.#announced.size === 0) this.#announcedAt = performance.now();
    for (const number of numbers) this.#announced.add(number);
  }

  /** One reading at a time, shared by all who wait; so what is shown never goes back. */
  #readOnce(): Promise<void> {
    this.#reading ??= this.#readAnew().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readAnew(): Promise<void> {
    const began = performance.now();
    const announced = this.#announced;
    const announcedAt = this.#announcedAt;
    this.#announced = new Set();
    this.#announcedAt = Number.POSITIVE_INFINITY;
    try {
      const few = announced.size > 0 && announced.size <= PATCHED_SEATS && this.#frames.length > 0;
      if (few && began < this.#lookedAt + LOOK_AHEAD_MS) await this.#patch([...announced]);
      else {
        await this.#look();
        this.#lookedAt = began;
      }
    } catch (error) {
      for (const number of announced) this.#announced.add(number);
      this.#announcedAt = Math.min(announcedAt, this.#announcedAt);
      throw error;
    }
  }

  async #look(): Promise<void> {
    const em = this.#orm.em.fork();
    const seen = await readSeatStates(em, this.#concertId, this.#date);
    // On another day moved here the same seats are another date's.
    const same = seen?.dateId === this.#dateId && seen.planHash === this.#planHash;
    if (same) this.#show(seen.states);
    else if (seen !== null || this.#frames.length > 0) await this.#readPlan();
  }

  async #readPlan(): Promise<void> {
    const plan = await readSeatPlan(this.#orm.em.fork(), this.#concertId, this.#date);
    const seats = plan?.seats ?? [];
    this.#dateId = plan?.dateId ?? '';
    this.#planHash = plan?.planHash ?? '';
    this.#frames = seats.map(frameOf);
    this.#indexOf.clear();
    for (const [index, [number]] of seats.entries()) this.#indexOf.set(number, index);
    this.#states = Buffer.from(plan?.states ?? '', 'latin1');
    this.#blocks = Array.from({ length: Math.ceil(seats.length / BLOCK_SEATS) }, () => null);
    this.#bodies.clear();
  }

  async #patch(numbers: number[]): Promise<void> {
    const states = await readStatesOf(this.#orm.em.fork(), this.#dateId, numbers);
    for (const [place, number] of numbers.entries()) {
      const index = this.#indexOf.get(number);
      if (index !== undefined) this.#set(index, states.charCodeAt(place));
    }
  }

  #show(states: string): void {
    for (let index = 0; index < states.length; index += 1) this.#set(index, states.charCodeAt(index));
  }

  #set(index: number, state: number): void {
    if (this.#states[index] === state) return;
    this.#states[index] = state;
    this.#blocks[Math.floor(index / BLOCK_SEATS)] = null;
    this.#bodies.clear();
  }

  #body(language: Language): Prepared<SeatsAnswer> {
    const known = this.#bodies.get('any') ?? this.#bodies.get(language);
    if (known !== undefined) return known;
    const blocks = this.#blocks.map((block, number) => {
      const current = block ?? this.#write(number);
      this.#blocks[number] = current;
      return current;
    });
    const available = blocks.reduce((sum, block) => sum + block.available, 0);
    // Only the sentence makes one language's body differ from another's.
    const message =
      available > 0 ? '' : `,"message":${JSON.stringify(sentences(language).messages.soldOut())}`;
    const head = Buffer.from(`{"date":"${this.#date}","seats":[`);
    const tail = Buffer.from(`],"available":${available}${message}}`);
    const body = Buffer.concat([head, ...blocks.map(({ text }) => text), tail]);
    const tag = etagOf(head, ...blocks.map((block) => block.tag), tail);
    const prepared = new Prepared<SeatsAnswer>(body, tag, () =>
      gzipOf([compressPart(head), ...blocks.map(packedBlock), compressPart(tail)], body),
    );
    this.#bodies.set(available > 0 ? 'any' : language, prepared);
    return prepared;
  }

  #write(number: number): Block {
    const first = number * BLOCK_SEATS;
    const end = Math.min(first + BLOCK_SEATS, this.#frames.length);
    let text = '';
    let available = 0;
    for (let index = first; index < end; index += 1) {
      const { before, after } = this.#frames[index] as Frame;
      const state = String.fromCharCode(this.#states[index] as number);
      if (state === 'A') available += 1;
      text += `${index === 0 ? '' : ','}${before}${WORDS[state]}${after}`;
    }
    return { text: Buffer.from(text), packed: null, tag: etagOf(text), available };
  }
}

function packedBlock(block: Block): Buffer {
  block.packed ??= compressPart(block.text);
  return block.packed;
}

function frameOf([number, price, section, row, name]: PlannedSeat): Frame {
  const place = section === null ? '' : `,${JSON.stringify({ section, row, name }).slice(1, -1)}`;
  return { before: `{"number":${number},"status":"`, after: `","price":${price}${place}}` };
}
