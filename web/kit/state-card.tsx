import './state-card.css';
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import type { Tone } from './theme.ts';

interface StateCardProps {
  icon: IconName;
  tone?: Tone;
  title: string;
  text?: string | undefined;
  /** Of the page itself, or of one part of it. */
  heading?: 'h1' | 'h2';
  children?: ComponentChildren;
}

/** A state in which there is one thing to say, and what to do next. */
export function StateCard({ icon, tone = 'calm', title, text, heading = 'h2', children }: StateCardProps) {
  const Heading = heading;
  return (
    <section class={`state-card card tone-${tone}`}>
      <div class="state-card-icon">
        <Icon name={icon} />
      </div>
      <Heading class="state-card-title">{title}</Heading>
      {text !== undefined && <p class="faint">{text}</p>}
      {children !== undefined && <div class="row">{children}</div>}
    </section>
  );
}
