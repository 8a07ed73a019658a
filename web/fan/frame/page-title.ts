import { useEffect } from 'preact/hooks';

/** What stands on the tab while this is shown. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined ? 'Frontrow' : `${title} · Frontrow`;
  }, [title]);
}
