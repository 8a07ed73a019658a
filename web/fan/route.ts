import { computed } from '@preact/signals';
import { address } from '../kit/address.ts';

/** Where in the page somebody is: the part of the address behind the `#`. */
export type Route =
  | { at: 'concerts' }
  | { at: 'concert'; concertId: string }
  | { at: 'seats'; concertId: string; date: string }
  | { at: 'checkout'; concertId: string }
  | { at: 'reservations' }
  | { at: 'reservation'; reservationId: string }
  | { at: 'wallet' }
  | { at: 'nowhere' };

export const hrefs = {
  concerts: '#/',
  concert: (concertId: string) => `#/concerts/${concertId}`,
  seats: (concertId: string, date: string) => `#/concerts/${concertId}/seats/${date}`,
  checkout: (concertId: string) => `#/concerts/${concertId}/checkout`,
  reservations: '#/reservations',
  reservation: (reservationId: string) => `#/reservations/${reservationId}`,
  wallet: '#/wallet',
};

export const route = computed<Route>(() => routeOf(address.value));

function routeOf(address: string): Route {
  const [first = '', id, third, date] = address.replace(/^#?\/?/, '').split('/');
  if (first === '') return { at: 'concerts' };
  if (first === 'concerts' && id && third === undefined) return { at: 'concert', concertId: id };
  if (first === 'concerts' && id && third === 'seats' && date) return { at: 'seats', concertId: id, date };
  if (first === 'concerts' && id && third === 'checkout') return { at: 'checkout', concertId: id };
  if (first === 'reservations') {
    return id ? { at: 'reservation', reservationId: id } : { at: 'reservations' };
  }
  if (first === 'wallet') return { at: 'wallet' };
  return { at: 'nowhere' };
}
