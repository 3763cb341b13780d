import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Link } from 'react-router';
import css from './kit.module.css';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'plain' | 'primary' | 'quiet' | 'danger' | 'dangerPrimary';
  small?: boolean;
  icon?: ReactNode;
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
  /** Has the focus when its dialog opens. */
  'data-focus'?: string;
}

export function buttonClass(look: ButtonProps['look'] = 'plain', small = false, iconOnly = false): string {
  return [css.button, look !== 'plain' && css[look], small && css.small, iconOnly && css.iconOnly]
    .filter(Boolean)
    .join(' ');
}

/** The one button. An icon without text needs aria-label, which is also shown as its tooltip. */
export function Button({
  look,
  small,
  icon,
  busy,
  children,
  className,
  disabled,
  ref,
  ...rest
}: ButtonProps) {
  const iconOnly = !children;
  return (
    <button
      type="button"
      ref={ref}
      title={iconOnly ? rest['aria-label'] : undefined}
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={`${buttonClass(look, small, iconOnly)} ${className ?? ''}`}
    >
      {busy ? (
        <span className={css.busy} aria-hidden />
      ) : (
        icon && (
          <span aria-hidden className={css.icon}>
            {icon}
          </span>
        )
      )}
      {children}
    </button>
  );
}

export interface LinkButtonProps {
  to: string;
  look?: ButtonProps['look'];
  small?: boolean;
  icon?: ReactNode;
  children?: ReactNode;
  'aria-label'?: string;
}

export function LinkButton({ to, look, small, icon, children, ...rest }: LinkButtonProps) {
  return (
    <Link
      to={to}
      className={buttonClass(look, small, !children)}
      style={{ textDecoration: 'none' }}
      {...rest}
    >
      {icon && (
        <span aria-hidden className={css.icon}>
          {icon}
        </span>
      )}
      {children}
    </Link>
  );
}
