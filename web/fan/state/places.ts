import { computed, effect, signal } from '@preact/signals';
import { pathOf } from '../../../client/calls.ts';
import type { LineEvent, Token, TokenExpiredEvent } from '../../../client/description.ts';
import { keep, kept, whenKeptElsewhere } from '../../kit/storage.ts';
import { call, callAsFan } from '../service/call.ts';
import { listen } from '../service/connection.ts';
import { begin, forgetOutcome, outcomes, underWay, whenSettled } from '../service/writes.ts';
import { askForConcert } from './concerts.ts';
import { spareToken, userId } from './identity.ts';

/** A place in a line as this browser keeps it: whoever comes back to the page, or opens another tab, has it again. */
interface KeptPlace {
  token: string;
  /** The first rank that was told: where the way began. */
  startRank: number;
}

/** Where the fan stands, as it was told last. */
export interface Place {
  status: 'WAITING' | 'ACTIVE';
  number: number;
  rank: number;
  estimatedWaitSeconds: number;
  expiresAt?: string | undefined;
}

/** The line as a whole. */
export type Line = Pick<LineEvent, 'waiting' | 'paused'>;

/** Why a token ran out, as the service says it. */
type Reason = NonNullable<TokenExpiredEvent['reason']>;

/** Why there is no place any more. `unknown`: nobody was told. */
export type Ending = Reason | 'expired' | 'left' | 'paid' | 'unknown';

/** What became of a place, for whoever comes back to find it gone. */
interface Story {
  joinedAt?: string | undefined;
  /** When the turn came; null when it never did. */
  admittedAt?: string | null | undefined;
  endedAt?: string | undefined;
}

export interface EndOfPlace extends Story {
  why: Ending;
}

/** What the service tells of a token that has ended. */
type ToldEnd = Story & { reason?: Reason | null | undefined; status?: 'COMPLETED' | 'EXPIRED' | 'LEFT' };

type ByConcert<Value> = Readonly<Record<string, Value>>;

const nameOfEndings = (user: string) => `frontrow-endings:${user}`;
const keptEndings = (user: string | null): ByConcert<EndOfPlace> =>
  user === null ? {} : (kept<Record<string, EndOfPlace>>(nameOfEndings(user)) ?? {});
const nameOf = (user: string) => `frontrow-places:${user}`;
const keptPlacesOf = (user: string | null) =>
  user === null ? {} : (kept<Record<string, KeptPlace>>(nameOf(user)) ?? {});

const keptPlaces = signal<ByConcert<KeptPlace>>({});
export const places = signal<ByConcert<Place>>({});
export const lines = signal<ByConcert<Line>>({});
export const endings = signal<ByConcert<EndOfPlace>>({});
/** Concerts in which the fan has a place that this browser does not keep, and that is being looked for. */
export const lookedFor = signal<ByConcert<'looking' | 'not found'>>({});
/** The instant at which it became the fan's turn while they were here, by concert. */
export const admittedHere = signal<ByConcert<true>>({});

export const tokenFor = (concertId: string): string | undefined => keptPlaces.value[concertId]?.token;
export const startRankFor = (concertId: string): number | undefined => keptPlaces.value[concertId]?.startRank;
export const placesHeld = computed(() => Object.keys(keptPlaces.value));

const withOut = <Value>(all: ByConcert<Value>, concertId: string): ByConcert<Value> => {
  const { [concertId]: _, ...others } = all;
  return others;
};

const slotOf = { join: 'join:', leave: 'leave:' };
export const joinSlot = (concertId: string) => slotOf.join + concertId;
export const leaveSlot = (concertId: string) => slotOf.leave + concertId;

export function join(concertId: string): void {
  forgetEnding(concertId);
  const path = pathOf('/v1/concerts/{concertId}/tokens', { concertId });
  begin({ slot: joinSlot(concertId), method: 'POST', path, body: {} });
}

export function leave(concertId: string): void {
  const token = tokenFor(concertId);
  const path = pathOf('/v1/concerts/{concertId}/tokens/me', { concertId });
  if (token !== undefined) begin({ slot: leaveSlot(concertId), method: 'DELETE', path, token });
}

/** Asks where the fan stands; `why` there may be nothing any more, where that is known. */
export async function askForPlace(concertId: string, why: Ending = 'unknown'): Promise<void> {
  const token = tokenFor(concertId);
  if (token === undefined) return;
  const reply = await placeOf(concertId, token);
  if (tokenFor(concertId) !== token) return;
  if (reply.ok) stand(concertId, reply.body);
  else if ('problem' in reply && reply.problem.code === 'INVALID_TOKEN') {
    const { ended } = reply.problem;
    endPlace(concertId, ended === undefined ? why : whyOf(ended), ended);
  }
}

const placeOf = (concertId: string, token: string) =>
  call('GET', '/v1/concerts/{concertId}/tokens/me', { params: { concertId }, credential: { token } });

function stand(concertId: string, told: Place): void {
  const before = places.value[concertId];
  const keptPlace = keptPlaces.value[concertId];
  if (keptPlace === undefined) return;
  if (told.status === 'WAITING' && told.rank > keptPlace.startRank) {
    keepPlace(concertId, { ...keptPlace, startRank: told.rank });
  }
  if (before?.status === 'WAITING' && told.status === 'ACTIVE') {
    admittedHere.value = { ...admittedHere.value, [concertId]: true };
  }
  const { status, number, rank, estimatedWaitSeconds } = told;
  const expiresAt = told.expiresAt ?? (before?.status === status ? before.expiresAt : undefined);
  places.value = {
    ...places.value,
    [concertId]: { status, number, rank, estimatedWaitSeconds, expiresAt },
  };
  // The socket tells the rank alone; how long one may stay inside has to be asked for.
  if (status === 'ACTIVE' && expiresAt === undefined) void askForPlace(concertId);
}

const whyOf = ({ status, reason }: ToldEnd): Ending =>
  status === 'COMPLETED' ? 'paid' : status === 'LEFT' ? 'left' : (reason ?? 'expired');

/** The place is gone, and why. */
export function endPlace(concertId: string, why: Ending, story: Story = {}): void {
  const { joinedAt, admittedAt, endedAt } = story;
  const end = { why, joinedAt, admittedAt, endedAt };
  if (keptPlaces.value[concertId] === undefined) {
    // It was found to be gone before it was told why.
    if (endings.value[concertId]?.why === 'unknown') keepEndings({ ...endings.value, [concertId]: end });
    return;
  }
  keepEndings({ ...endings.value, [concertId]: end });
  keepPlace(concertId, null);
  places.value = withOut(places.value, concertId);
  lines.value = withOut(lines.value, concertId);
}

/** The end of a place is told once, in every tab and also after a reload, until it is read. */
export const forgetEnding = (concertId: string): void => keepEndings(withOut(endings.value, concertId));

function keepEndings(all: ByConcert<EndOfPlace>): void {
  if (userId.value !== null) keep(nameOfEndings(userId.value), Object.keys(all).length === 0 ? null : all);
  endings.value = all;
}

function keepPlace(concertId: string, place: KeptPlace | null): void {
  const user = userId.value;
  if (user === null) return;
  // Of what is kept now: another tab may have joined another line.
  const others = withOut(keptPlacesOf(user), concertId);
  const all = place === null ? others : { ...others, [concertId]: place };
  keep(nameOf(user), Object.keys(all).length === 0 ? null : all);
  keptPlaces.value = all;
}

function joined(concertId: string, result: Place & { token: string }): void {
  lookedFor.value = withOut(lookedFor.value, concertId);
  forgetEnding(concertId);
  admittedHere.value = withOut(admittedHere.value, concertId);
  keepPlace(concertId, { token: result.token, startRank: Math.max(result.rank, 1) });
  stand(concertId, result);
}

/** The fan has a place, but joined elsewhere: in another browser, or before this one forgot. The service gives it here. */
async function fetchPlace(concertId: string): Promise<void> {
  const user = userId.value;
  if (lookedFor.value[concertId] === 'looking') return;
  lookedFor.value = { ...lookedFor.value, [concertId]: 'looking' };
  const reply = await callAsFan('GET', '/v1/concerts/{concertId}/tokens/mine', { params: { concertId } });
  if (userId.value !== user || keptPlaces.value[concertId] !== undefined) return;
  if (reply.ok) joined(concertId, reply.body);
  else if ('problem' in reply && reply.problem.code === 'TOKEN_NOT_FOUND') {
    // It has ended meanwhile: the door is open again.
    lookedFor.value = withOut(lookedFor.value, concertId);
    forgetOutcome(joinSlot(concertId));
  } else lookedFor.value = { ...lookedFor.value, [concertId]: 'not found' };
}

/** From the beginning of the page on: hears where the fan stands, and follows what other tabs do. */
export function followPlaces(): void {
  effect(() => {
    spareToken.value = null;
    keptPlaces.value = keptPlacesOf(userId.value);
    places.value = {};
    lines.value = {};
    endings.value = keptEndings(userId.value);
    lookedFor.value = {};
  });
  effect(() => {
    // One that has ended still tells who its fan is.
    const [place] = Object.values(keptPlaces.value);
    if (place !== undefined) spareToken.value = place.token;
  });
  whenKeptElsewhere('frontrow-places:', () => {
    const before = keptPlaces.peek();
    keptPlaces.value = keptPlacesOf(userId.peek());
    for (const concertId of Object.keys(keptPlaces.peek())) {
      if (before[concertId]?.token !== keptPlaces.peek()[concertId]?.token) void askForPlace(concertId);
    }
    for (const concertId of Object.keys(before)) {
      if (keptPlaces.peek()[concertId] !== undefined) continue;
      places.value = withOut(places.value, concertId);
    }
  });
  whenKeptElsewhere('frontrow-endings:', () => {
    endings.value = keptEndings(userId.peek());
  });
  listen('queue', ({ concertId, ...told }) => {
    stand(concertId, told);
    if (keptPlaces.value[concertId] === undefined) void fetchPlace(concertId);
  });
  listen('sale', ({ concertId }) => void askForConcert(concertId));
  listen('line', ({ concertId, waiting, paused }) => {
    lines.value = { ...lines.value, [concertId]: { waiting, paused } };
  });
  listen('token-expired', ({ concertId, ...ended }) => endPlace(concertId, whyOf(ended), ended));
  // What other tabs and devices of the fan have done is told here, too.
  listen('request', ({ kind, status }) => {
    if (status !== 'succeeded' || (kind !== 'leave-queue' && kind !== 'pay')) return;
    const why = kind === 'pay' ? 'paid' : 'left';
    for (const concertId of placesHeld.value) void askForPlace(concertId, why);
  });
  whenSettled(({ slot, path }, outcome) => {
    const concertId = path.split('/')[3] ?? '';
    if (slot.startsWith(slotOf.join)) {
      if (outcome.ok) joined(concertId, outcome.result as unknown as Token);
      else if (outcome.problem.code === 'TOKEN_ALREADY_ACTIVE') void fetchPlace(concertId);
    }
    if (slot.startsWith(slotOf.leave)) {
      if (outcome.ok) endPlace(concertId, 'left');
      else void askForPlace(concertId);
    }
  });
}

export const isJoining = (concertId: string) => underWay.value[joinSlot(concertId)];
export const refusalToJoin = (concertId: string) => {
  const outcome = outcomes.value[joinSlot(concertId)];
  return outcome?.ok === false ? outcome.problem : null;
};
