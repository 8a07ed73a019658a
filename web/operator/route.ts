import { computed } from '@preact/signals';
import { address } from '../kit/address.ts';

/** Where the operator is: the part of the address after `#`. */
export type Route =
  | { at: 'sales' }
  | { at: 'sale'; concertId: string }
  | { at: 'change'; concertId: string }
  | { at: 'new' }
  | { at: 'lookup'; query: URLSearchParams }
  | { at: 'health' }
  | { at: 'nowhere' };

function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [first, second, third, ...rest] = path.split('/').filter((part) => part !== '');
  if (rest.length > 0) return { at: 'nowhere' };
  if (first === undefined) return { at: 'sales' };
  if (first === 'sales' && second !== undefined) {
    if (third === undefined) return { at: 'sale', concertId: second };
    return third === 'change' ? { at: 'change', concertId: second } : { at: 'nowhere' };
  }
  if (second !== undefined) return { at: 'nowhere' };
  if (first === 'new' || first === 'health') return { at: first };
  return first === 'lookup' ? { at: 'lookup', query: new URLSearchParams(query) } : { at: 'nowhere' };
}

export const route = computed(() => routeOf(address.value));

export const saleAddress = (concertId: string) => `#/sales/${concertId}`;
export const changeAddress = (concertId: string) => `#/sales/${concertId}/change`;
export const lookupAddress = (asked: Record<string, string>) => `#/lookup?${new URLSearchParams(asked)}`;
