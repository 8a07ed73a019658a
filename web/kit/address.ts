import { signal } from '@preact/signals';

/** Where on the page somebody is: the part of the address from the `#` on. */
export const address = signal(location.hash);

addEventListener('hashchange', () => {
  address.value = location.hash;
});

export function go(href: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') location.hash = href;
  else {
    history.replaceState(null, '', href);
    address.value = location.hash;
  }
}

/** Everything that has an id has one of this form. */
export const isId = (text: string) => /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(text);
