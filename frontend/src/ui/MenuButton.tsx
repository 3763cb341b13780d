import { Fragment, useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Link } from 'react-router';
import css from './kit.module.css';
import { buttonClass } from './Button';
import type { ButtonProps } from './Button';

export type MenuEntry =
  | {
      kind?: 'item';
      key: string;
      label: ReactNode;
      icon?: ReactNode;
      hint?: ReactNode;
      checked?: boolean;
      danger?: boolean;
      disabled?: boolean;
      to?: string;
      onSelect?: () => void;
    }
  | { kind: 'head'; key: string; label: ReactNode }
  | { kind: 'line'; key: string };

export interface MenuButtonProps {
  label: string;
  /** What the button shows; the label alone becomes a tooltip when the button has no text. */
  children: ReactNode;
  entries: MenuEntry[];
  look?: ButtonProps['look'];
  small?: boolean;
  iconOnly?: boolean;
  className?: string;
}

const MARGIN = 8;

/** A button with a menu in the top layer: arrow keys, Home, End, Escape, first letters by the browser. */
export function MenuButton({
  label,
  children,
  entries,
  look = 'quiet',
  small,
  iconOnly,
  className,
}: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    const element = menu.current;
    const anchor = button.current;
    if (!open || !element || !anchor) return;
    if ('showPopover' in element) element.showPopover();
    const rect = anchor.getBoundingClientRect();
    const { width, height } = element.getBoundingClientRect();
    const left = rect.left + width + MARGIN > window.innerWidth ? rect.right - width : rect.left;
    const below = rect.bottom + 4 + height < window.innerHeight || rect.top < height;
    element.style.left = `${Math.max(MARGIN, Math.min(left, window.innerWidth - width - MARGIN))}px`;
    element.style.top = `${below ? rect.bottom + 4 : rect.top - height - 4}px`;
    element.querySelector<HTMLElement>('[role^="menuitem"]:not(:disabled)')?.focus();
    const outside = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!element.contains(target) && !anchor.contains(target)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  }, [open]);

  const close = (focus = true) => {
    setOpen(false);
    if (focus) button.current?.focus();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.stopPropagation();
      // Or the browser closes the dialog around the menu as well.
      if (event.key === 'Escape') event.preventDefault();
      close(event.key === 'Escape');
      return;
    }
    const all = [...(menu.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    all[(next + all.length) % all.length]?.focus();
  };

  return (
    <>
      <button
        type="button"
        ref={button}
        className={`${buttonClass(look, small, iconOnly)} ${className ?? ''}`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={iconOnly ? label : undefined}
        title={label}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' && !open) {
            event.preventDefault();
            setOpen(true);
          }
        }}
      >
        {children}
      </button>
      {open && (
        <div
          id={id}
          ref={menu}
          className={css.menu}
          role="menu"
          aria-label={label}
          popover="manual"
          onKeyDown={keys}
        >
          {entries.map((entry) => (
            <Fragment key={entry.key}>
              <Entry entry={entry} close={close} />
            </Fragment>
          ))}
        </div>
      )}
    </>
  );
}

function Entry({ entry, close }: { entry: MenuEntry; close: (focus?: boolean) => void }) {
  if (entry.kind === 'line') return <hr className={css.menuLine} />;
  if (entry.kind === 'head')
    return (
      <div className={css.menuHead} role="presentation">
        {entry.label}
      </div>
    );
  const content = (
    <>
      {entry.icon && (
        <span aria-hidden className={css.icon}>
          {entry.icon}
        </span>
      )}
      <span className="truncate">{entry.label}</span>
      {entry.hint && <span className={css.menuHint}>{entry.hint}</span>}
    </>
  );
  const props = {
    className: `${css.menuItem} ${entry.danger ? css.menuDanger : ''}`,
    role: entry.checked === undefined ? 'menuitem' : 'menuitemradio',
    'aria-checked': entry.checked,
  };
  if (entry.to)
    return (
      <Link {...props} to={entry.to} onClick={() => close(false)}>
        {content}
      </Link>
    );
  return (
    <button
      {...props}
      type="button"
      disabled={entry.disabled}
      onClick={() => {
        close();
        entry.onSelect?.();
      }}
    >
      {content}
    </button>
  );
}
