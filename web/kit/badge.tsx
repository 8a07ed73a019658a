import './badge.css';
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import type { Tone } from './theme.ts';

interface BadgeProps {
  tone: Tone;
  icon?: IconName | undefined;
  children: ComponentChildren;
}

/** A state in a word, with a colour of its own. */
export const Badge = ({ tone, icon, children }: BadgeProps) => (
  <span class={`badge tone-${tone}`}>
    {icon !== undefined && <Icon name={icon} />}
    {children}
  </span>
);

interface ConnectionStateProps {
  state: 'idle' | 'connecting' | 'live' | 'polling' | 'offline';
  children: ComponentChildren;
}

/** One dot and a few words: whether what is shown moves by itself. */
export const ConnectionState = ({ state, children }: ConnectionStateProps) => (
  <span class={`connection-state connection-state-${state} tone-${TONES[state]}`}>{children}</span>
);

const TONES: Record<ConnectionStateProps['state'], Tone> = {
  idle: 'plain',
  connecting: 'plain',
  live: 'good',
  polling: 'warn',
  offline: 'bad',
};
