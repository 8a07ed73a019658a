import './notice.css';
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import type { Tone } from './theme.ts';

interface NoticeProps {
  tone?: Tone;
  icon?: IconName;
  title?: string | undefined;
  /** Read out as soon as it appears. */
  spoken?: boolean;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}

/** Something to know beside what one is doing. */
export const Notice = ({
  tone = 'calm',
  icon = ICONS[tone],
  title,
  spoken,
  actions,
  children,
}: NoticeProps) => (
  <div class={`notice tinted tone-${tone}`} role={spoken ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
    <Icon name={icon} />
    <div class="notice-words">
      {title !== undefined && <p class="strong">{title}</p>}
      {children}
    </div>
    {actions !== undefined && <div class="row">{actions}</div>}
  </div>
);

const ICONS: Record<Tone, IconName> = {
  calm: 'message',
  good: 'check',
  warn: 'alert',
  bad: 'alert',
  plain: 'message',
};
