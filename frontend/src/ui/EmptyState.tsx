import type { ReactNode } from 'react';
import css from './kit.module.css';

export interface EmptyStateProps {
  icon?: ReactNode;
  text: ReactNode;
  action?: ReactNode;
  /** "Start from a template" or the like. */
  link?: ReactNode;
}

/** One sentence, one button, one link. */
export function EmptyState({ icon, text, action, link }: EmptyStateProps) {
  return (
    <div className={css.empty}>
      {icon && (
        <span className={css.emptyIcon} aria-hidden>
          {icon}
        </span>
      )}
      <p>{text}</p>
      {action}
      {link}
    </div>
  );
}
