import type { Reply } from '../../../client/http.ts';
import { faultOf } from '../frame/deed.tsx';

/** Why a deed that has no form was refused, in words of its own where the service points at what it was about. */
export function refusedFor(reply: Exclude<Reply, { ok: true }>, sentences: Record<string, string>): string {
  const pointers = 'offline' in reply ? [] : (reply.problem.errors ?? []).map(({ pointer }) => pointer);
  return pointers.map((pointer) => sentences[pointer]).find((said) => said !== undefined) ?? faultOf(reply);
}
