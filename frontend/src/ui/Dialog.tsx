import { CloseOutlined } from '@ant-design/icons';
import { useEffect, useId, useRef } from 'react';
import type { CSSProperties, ReactNode } from 'react';
import { common } from '@/i18n/words';
import { Button } from './Button';
import css from './kit.module.css';
import { raiseToasts } from './toast';

export interface DialogProps {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  /** Pixels; the phone always gets its whole width. */
  width?: number;
  side?: 'centre' | 'end';
  /** The content brings its own head (a record in a drawer). */
  bare?: boolean;
  /** It cannot be closed, only answered. */
  locked?: boolean;
}

const FIRST_CONTROL = `.${css.dialogBody} :is(input:not([type=file]), textarea, select)`;

/** Menus, lists of choices and calendars: what opens over a dialog and is closed before it. */
const POPUPS =
  '[role=menu], .ant-select-dropdown, .ant-picker-dropdown, .ant-mentions-dropdown, .ant-dropdown, .ant-popover';

function hasOpenPopup(dialog: HTMLElement): boolean {
  return [...dialog.querySelectorAll<HTMLElement>(POPUPS)].some((popup) => popup.getClientRects().length > 0);
}

/** A modal place: the browser's own dialog, so focus is kept inside and Escape closes it. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  width,
  side = 'centre',
  bare,
  locked,
}: DialogProps) {
  const t = common.use();
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    const before = document.activeElement as HTMLElement | null;
    if (!dialog.open) {
      if ('showModal' in dialog) dialog.showModal();
      else (dialog as HTMLElement).setAttribute('open', '');
      raiseToasts();
      // What asked for the focus could not have it while the dialog was closed.
      const first =
        dialog.querySelector<HTMLElement>('[data-focus]') ?? dialog.querySelector<HTMLElement>(FIRST_CONTROL);
      first?.focus();
    }
    return () => {
      if (dialog.open && 'close' in dialog) dialog.close();
      before?.focus?.();
    };
  }, []);

  return (
    <dialog
      ref={element}
      className={`${css.dialog} ${side === 'end' ? css.drawer : ''}`}
      style={width ? ({ '--dialog-width': `${width}px` } as CSSProperties) : undefined}
      aria-labelledby={bare ? undefined : titleId}
      aria-label={bare && typeof title === 'string' ? title : undefined}
      onKeyDownCapture={(event) => {
        // Escape closes what is open over the dialog, not the dialog around it with all that was typed.
        if (event.key === 'Escape' && (locked || hasOpenPopup(event.currentTarget))) event.preventDefault();
      }}
      onCancel={(event) => {
        if (event.target !== element.current) return;
        event.preventDefault();
        onClose();
      }}
      onClose={(event) => {
        // A second Escape closes it whatever we say, even while it is busy; what still stands here is shown again.
        if (event.target === element.current && !element.current.open) element.current.showModal();
      }}
      onPointerDown={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      {bare ? (
        children
      ) : (
        <>
          <div className={css.dialogHead}>
            <h2 id={titleId}>{title}</h2>
            {!locked && (
              <Button look="quiet" icon={<CloseOutlined />} aria-label={t('close')} onClick={onClose} />
            )}
          </div>
          <div className={css.dialogBody}>{children}</div>
          {footer && <div className={css.dialogFoot}>{footer}</div>}
        </>
      )}
    </dialog>
  );
}

export function Drawer(props: Omit<DialogProps, 'side'>) {
  return <Dialog width={720} {...props} side="end" />;
}
