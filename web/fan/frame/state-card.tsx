import './state-card.css';
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

interface StateCardProps {
  icon: IconName;
  tone?: 'calm' | 'good' | 'warn' | 'bad';
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
    <section class={`state-card card state-card-${tone}`}>
      <div class="state-card-icon">
        <Icon name={icon} />
      </div>
      <Heading class="state-card-title">{title}</Heading>
      {text !== undefined && <p class="faint">{text}</p>}
      {children !== undefined && <div class="state-card-actions">{children}</div>}
    </section>
  );
}
