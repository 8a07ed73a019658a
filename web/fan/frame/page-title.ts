import { useLayoutEffect } from 'preact/hooks';

/** What stands on the tab while this is shown; left out, it is for a part of the page to say. */
export function usePageTitle(title: string | undefined): void {
  useLayoutEffect(() => {
    if (title !== undefined) document.title = `${title} · Frontrow`;
  }, [title]);
}
