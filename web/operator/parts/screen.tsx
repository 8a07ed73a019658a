import './screen.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
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
  const { page } = words.value;
  useEffect(() => {
    document.title = `${title} · ${page.title}`;
  }, [title, page.title]);
  useEffect(() => {
    if (opened) heading.current?.focus();
    opened = true;
  }, []);
  return (
    <div class="screen">
      <header class="screen-header">
        <div class="screen-titles">
          <div class="screen-title">
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {badges}
          </div>
          {lead !== undefined && <div class="screen-lead faint">{lead}</div>}
        </div>
        {actions !== undefined && <div class="screen-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
