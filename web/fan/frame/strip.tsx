import './strip.css';
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

interface StripProps {
  icon: IconName;
  tone?: 'calm' | 'good' | 'warn' | 'bad';
  title?: string | undefined;
  role?: 'status' | 'alert';
  children?: ComponentChildren;
  actions?: ComponentChildren;
}

/** Something to know beside what one is doing. */
export const Strip = ({ icon, tone = 'calm', title, role, children, actions }: StripProps) => (
  <div class={`strip strip-${tone}`} role={role}>
    <Icon name={icon} />
    <div class="strip-words">
      {title !== undefined && <p class="strip-title">{title}</p>}
      {children !== undefined && <p>{children}</p>}
    </div>
    {actions !== undefined && <div class="strip-actions">{actions}</div>}
  </div>
);
