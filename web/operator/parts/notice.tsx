import './notice.css';
import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

const ICONS = { good: 'good', warn: 'warn', bad: 'warn', plain: 'live' } as const;

interface NoticeProps {
  tone: keyof typeof ICONS;
  /** Read out as soon as it appears. */
  spoken?: boolean;
  children: ComponentChildren;
}

/** A sentence that must not be overlooked. */
export const Notice = ({ tone, spoken = false, children }: NoticeProps) => (
  <div class={`notice notice-${tone}`} role={spoken ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
    <Icon name={ICONS[tone]} />
    <div class="notice-words">{children}</div>
  </div>
);
