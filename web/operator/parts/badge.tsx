import './badge.css';
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** A state in a word, with a colour and a sign of its own. */
export const Badge = ({
  tone,
  icon,
  children,
}: {
  tone: Tone;
  icon?: IconName;
  children: ComponentChildren;
}) => (
  <span class={`badge badge-${tone}`}>
    {icon !== undefined && <Icon name={icon} />}
    {children}
  </span>
);
