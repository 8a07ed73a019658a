import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * Whoever goes by keyboard or listens is never put back to the beginning: after a change of screen the focus is on
 * its heading, and so it is when what had the focus is gone.
 */
export function useFocusOnHeading(main: RefObject<HTMLElement | null>, screen: string): void {
  const shown = useRef(screen);
  const wanted = useRef(false);
  useEffect(() => {
    const element = main.current;
    if (element === null) return;
    let last: Element | null = null;
    const note = ({ target }: FocusEvent) => {
      last = target as Element;
    };
    const look = () => {
      const nobody = document.activeElement === document.body || document.activeElement === element;
      if (!nobody) wanted.current = false;
      const lost = last !== null && !last.isConnected;
      if (!nobody || !(wanted.current || lost)) return;
      if (!toHeading(element)) return;
      wanted.current = false;
    };
    document.addEventListener('focusin', note);
    const watch = new MutationObserver(look);
    watch.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', note);
      watch.disconnect();
    };
  }, []);
  useEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    window.scrollTo(0, 0);
    const element = main.current;
    if (element === null) return;
    // What is asked for may still be on its way: until its heading is there, the focus is at its place.
    wanted.current = !toHeading(element);
    if (wanted.current) element.focus({ preventScroll: true });
  }, [screen]);
}

function toHeading(main: HTMLElement): boolean {
  const heading = main.querySelector<HTMLElement>('h1');
  if (heading === null) return false;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  return true;
}
