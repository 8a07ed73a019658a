import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { PageHead, usePageTitle } from '../../kit/page-head.tsx';
import { words } from '../words/words.ts';

let opened = false;

interface ScreenProps {
  title: string;
  /** Beside the heading. */
  badges?: ComponentChildren;
  /** Under the heading. */
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** One place of the page. Whoever comes to it from another one begins to read, and to tab, at its heading. */
export function Screen({ title, badges, lead, actions, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  usePageTitle(title, words.value.page.title);
  useEffect(() => {
    if (opened) heading.current?.focus();
    opened = true;
  }, []);
  return (
    <>
      <PageHead title={title} heading={heading} badges={badges} lead={lead}>
        {actions}
      </PageHead>
      {children}
    </>
  );
}
