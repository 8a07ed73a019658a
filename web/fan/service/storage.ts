/**
 * What this browser keeps for the page, seen by all of its tabs. Where keeping is forbidden or there is no room the
 * page goes on without: everything is then kept for as long as the tab is open.
 */
const inThisTab = new Map<string, string>();

export function kept<Value>(name: string): Value | null {
  try {
    const text = localStorage.getItem(name) ?? inThisTab.get(name) ?? null;
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

export function keep(name: string, value: unknown): void {
  const text = JSON.stringify(value);
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
    inThisTab.delete(name);
  } catch {
    if (value === null) inThisTab.delete(name);
    else inThisTab.set(name, text);
  }
}

/** Calls when another tab has kept something else under a name that begins so. */
export function whenKeptElsewhere(prefix: string, changed: (name: string) => void): void {
  addEventListener('storage', ({ key }) => {
    if (key?.startsWith(prefix)) changed(key);
  });
}

/** What only this tab keeps, across reloads. */
export function keptInTab<Value>(name: string): Value | null {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}

export function keepInTab(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Then a reload forgets it.
  }
}
