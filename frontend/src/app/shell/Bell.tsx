import { BellOutlined } from '@ant-design/icons';
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import { common } from '@/i18n/words';
import { buttonClass } from '@/ui/Button';
import css from './bell.module.css';
import shell from './shell.module.css';

const LatestNotices = lazy(() =>
  import('./LatestNotices').then((module) => ({ default: module.LatestNotices })),
);

/** The bell of the top bar: how many notices are unread, and the latest of them under it. */
export function Bell({ unread }: { unread: number }) {
  const t = common.use();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    const element = panel.current;
    if (!open || !element) return;
    if ('showPopover' in element) element.showPopover();
    element.focus();
    const outside = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!element.contains(target) && !button.current?.contains(target)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  }, [open]);

  return (
    <>
      <button
        ref={button}
        type="button"
        className={`${buttonClass('quiet', false, true)} ${shell.barLink}`}
        title={t('notices')}
        aria-label={unread ? `${t('notices')} ${unread}` : t('notices')}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <BellOutlined aria-hidden />
        {unread > 0 && <span className={shell.badge} data-count={unread > 99 ? '99+' : unread} aria-hidden />}
      </button>
      {open && (
        <div
          id={id}
          ref={panel}
          className={css.panel}
          role="dialog"
          aria-label={t('notices')}
          tabIndex={-1}
          popover="manual"
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setOpen(false);
            button.current?.focus();
          }}
        >
          <Suspense>
            <LatestNotices unread={unread} onLeave={() => setOpen(false)} />
          </Suspense>
        </div>
      )}
    </>
  );
}
