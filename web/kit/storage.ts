import { signal } from '@preact/signals';

/**
 * What this browser keeps for the pages. Where keeping is forbidden, or there is no room, they go on without:
 * everything is then kept for as long as the page is open, and `remembers` says so.
 */
type Place = 'browser' | 'tab';

/** Already to reach for it is an error where it is forbidden. */
const STORES: Record<Place, () => Storage> = { browser: () => localStorage, tab: () => sessionStorage };
const PROBE = 'frontrow-probe';

/** Whether what is kept outlives this page. */
export const remembers = signal(canKeep());

function canKeep(): boolean {
  try {
    for (const store of Object.values(STORES)) {
      store().setItem(PROBE, '1');
      store().removeItem(PROBE);
    }
    return true;
  } catch {
    return false;
  }
}

/** What could not be kept elsewhere. */
const inThisPage = new Map<string, string>();

function read(place: Place, name: string): string | null {
  const here = inThisPage.get(`${place} ${name}`);
  if (here !== undefined) return here;
  try {
    return STORES[place]().getItem(name);
  } catch {
    return null;
  }
}

function write(place: Place, name: string, text: string | null): void {
  inThisPage.delete(`${place} ${name}`);
  try {
    if (text === null) STORES[place]().removeItem(name);
    else STORES[place]().setItem(name, text);
  } catch {
    remembers.value = false;
    if (text !== null) inThisPage.set(`${place} ${name}`, text);
  }
}

function valueIn<Value>(text: string | null): Value | null {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** A text that all tabs see and that is kept as it is. */
export const keptText = (name: string): string | null => read('browser', name);
export const keepText = (name: string, text: string): void => write('browser', name, text);

/** A value that all tabs see. */
export const kept = <Value>(name: string): Value | null => valueIn(read('browser', name));

/** Keeps a value for all tabs; null is nothing to keep. */
export const keep = (name: string, value: unknown): void =>
  write('browser', name, value === null ? null : JSON.stringify(value));

/** Calls when another tab has kept something else under a name that begins so. */
export function whenKeptElsewhere(prefix: string, changed: (name: string) => void): void {
  addEventListener('storage', ({ key }) => {
    if (key?.startsWith(prefix)) changed(key);
  });
}

/** What only this tab keeps, across reloads. */
export const keptInTab = <Value>(name: string): Value | null => valueIn(read('tab', name));
export const keepInTab = (name: string, value: unknown): void => write('tab', name, JSON.stringify(value));
