import type { Route } from '../../contract/call.ts';

const VERBS = { get: 'get', post: 'create', patch: 'update', delete: 'delete' } as const;

/** A part of a path which stands for one thing of the list before it. */
const isOne = (part: string) => part.startsWith('{') || part === 'me';

/**
 * The name of a call for generated clients and for links, made of its method and path and so as lasting as
 * they are: `POST /v1/concerts/{concertId}/tokens` is `createConcertToken`.
 */
export function operationId({ method, path }: Pick<Route, 'method' | 'path'>): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== 'v1');
  const words = parts.map((part, index) => {
    if (isOne(part)) return '';
    const next = parts[index + 1];
    const single = next === undefined ? method === 'post' : isOne(next);
    const word = single ? part.replace(/s$/, '') : part;
    return word.charAt(0).toUpperCase() + word.slice(1);
  });
  return VERBS[method] + words.join('');
}
