import './page-head.css';
import type { ComponentChildren, Ref } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/** What stands on the tab while this is shown; left out, it is for a part of the page to say. */
export function usePageTitle(title: string | undefined, site = 'Frontrow'): void {
  useLayoutEffect(() => {
    if (title !== undefined) document.title = `${title} · ${site}`;
  }, [title, site]);
}

interface PageHeadProps {
  eyebrow?: string;
  title: string;
  /** Given by whoever brings people here to begin to read, and to tab, at the heading. */
  heading?: Ref<HTMLHeadingElement>;
  badges?: ComponentChildren;
  /** Under the heading. */
  lead?: ComponentChildren;
  /** At the side: what can be done here, or how long. */
  children?: ComponentChildren;
}

/** What a page or a part of it is about. */
export const PageHead = ({ eyebrow, title, heading, badges, lead, children }: PageHeadProps) => (
  <header class="page-head">
    <div class="page-head-words">
      {eyebrow !== undefined && <p class="eyebrow">{eyebrow}</p>}
      <div class="page-head-title">
        <h1 ref={heading} tabIndex={heading === undefined ? undefined : -1}>
          {title}
        </h1>
        {badges}
      </div>
      {lead !== undefined && <div class="page-head-lead faint">{lead}</div>}
    </div>
    {children}
  </header>
);
