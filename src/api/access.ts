import type { Attendance } from '../admission/attendance.ts';
import type { TokenStates } from '../admission/token-states.ts';
import type { TokenStories } from '../admission/token-stories.ts';
import type { Route } from '../contract/call.ts';
import type { Caller } from '../contract/caller.ts';
import { PARAMS } from '../contract/params.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { requestUnderKey } from '../lane/request-table.ts';
import type { ConcertReads } from '../reads/concert-reads.ts';
import type { TokenState } from '../sale/tokens.ts';

export interface AccessParts {
  orm: Orm;
  attendance: Attendance;
  stories: TokenStories;
  tokens: TokenStates;
  concerts: ConcertReads;
}

/** Whether this caller may make this call: the one place where credentials are weighed. */
export interface Access {
  route: Route;
  caller: Caller;
  params: Record<string, string>;
  /** Whether the call says that a page of ours makes it: what a browser sends of its own accord does not. */
  fromOurPage: boolean;
  idempotencyKey: string | null;
}

/** The state of the queue token, where the route asks for one. Throws the refusal. */
export async function checkAccess(parts: AccessParts, access: Access): Promise<TokenState | null> {
  const { route, caller } = access;
  if (route.credential === 'none') return null;
  if (route.credential === 'seat-viewer') {
    const concert = await parts.concerts.concert(concertIn(access));
    if (concert.waitingRoom.protects === 'booking') return null;
  }
  if (caller.kind === 'anonymous') throw new Refusal('UNAUTHENTICATED');
  if (caller.kind === 'invalid') throw new Refusal('INVALID_TOKEN');
  if ((caller.kind === 'operator') !== (route.credential === 'operator')) throw new Refusal('FORBIDDEN');
  if (caller.kind === 'operator') {
    const byItself = caller.session !== null && route.method !== 'get' && !access.fromOurPage;
    if (byItself) throw new Refusal('FORBIDDEN');
    return null;
  }
  if (route.credential === 'user') return ownAffairs(parts, access);
  if (route.credential === 'identity') return identityAlone(parts, caller);
  if (caller.kind !== 'token') throw new Refusal('FORBIDDEN');
  const token = await standingToken(parts, access);
  const outside = token?.status === 'WAITING';
  if (route.credential === 'seat-viewer' && token?.status !== 'ACTIVE') throw new Refusal('NOT_ADMITTED');
  // Whoever still waits is refused here, so that the crowd at the door never stands in the booking lane. What they asked
  // for under the same key when they were inside has its outcome: that is theirs wherever they stand now.
  if (route.credential === 'visitor' && outside && !(await isKnown(parts, access))) {
    throw new Refusal('NOT_ADMITTED');
  }
  return token;
}

/** The concert of the path. Throws `CONCERT_NOT_FOUND` when it cannot be one. */
function concertIn({ params }: Access): string {
  const { schema, missing } = PARAMS.concertId;
  const parsed = schema.safeParse(params.concertId);
  if (!parsed.success) throw new Refusal(missing);
  return parsed.data;
}

/** Whether the caller's idempotency key stands for a request already. */
async function isKnown({ orm }: AccessParts, { caller, idempotencyKey }: Access): Promise<boolean> {
  if (idempotencyKey === null || caller.kind !== 'token') return false;
  return (await requestUnderKey(orm.em.fork(), caller.userId, idempotencyKey)) !== undefined;
}

/**
 * A queue token tells who its user is. One that has ended only reads what is theirs; changing something takes one that
 * stands, and a place in another line takes the user.
 */
async function ownAffairs(parts: AccessParts, access: Access): Promise<null> {
  const { route, caller, params } = access;
  if (caller.kind !== 'token') return null;
  if (isElsewhere(access)) return identityAlone(parts, caller);
  if (params.concertId !== undefined || route.method !== 'get') await standingToken(parts, access);
  return null;
}

/** The call is about a concert, and the token of another. */
const isElsewhere = ({ caller, params: { concertId } }: Access): boolean =>
  caller.kind === 'token' && concertId !== undefined && concertId.toLowerCase() !== caller.concertId;

/** A queue token is of the wrong kind here, and one that has ended is none. */
async function identityAlone({ tokens }: AccessParts, caller: Caller): Promise<null> {
  if (caller.kind !== 'token') return null;
  throw new Refusal((await tokens.named(caller))?.stands === true ? 'FORBIDDEN' : 'INVALID_TOKEN');
}

/**
 * The token's row while it stands. One that has ended still gets the outcome of what it asked for under an
 * idempotency key: then the answer is null, and what was written under the key answers the rest.
 */
async function standingToken(parts: AccessParts, access: Access): Promise<TokenState | null> {
  const { route, caller } = access;
  if (caller.kind !== 'token' || isElsewhere(access)) throw new Refusal('INVALID_TOKEN');
  const token = await parts.tokens.named(caller);
  if (token === null) throw new Refusal('INVALID_TOKEN');
  if (token.stands) {
    parts.attendance.heard(token);
    return token;
  }
  if (route.write === undefined || !(await isKnown(parts, access))) {
    throw await parts.stories.refusal(token.tokenId);
  }
  return null;
}
