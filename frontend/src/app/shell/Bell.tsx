import { BellOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { Me, Notice, NoticePage } from '@/api/types';
import { common } from '@/i18n/words';
import { Button, buttonClass } from '@/ui/Button';
import { RelativeTime } from '@/ui/display';
import { ErrorState } from '@/ui/ErrorState';
import { Skeleton } from '@/ui/Skeletons';
import { paths } from '@/ui/paths';
import css from './bell.module.css';
import shell from './shell.module.css';

const LATEST = 6;

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
          <Latest unread={unread} onLeave={() => setOpen(false)} />
        </div>
      )}
    </>
  );
}

function Latest({ unread, onLeave }: { unread: number; onLeave: () => void }) {
  const t = common.use();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.notices, 'bell'],
    queryFn: ({ signal }) => api.get<NoticePage>('/notices', { signal }),
  });
  const mark = (ids: string[] | 'all') =>
    void api
      .post<{ unread: number }>('/notices/read', { ids })
      .then((left) => {
        client.setQueryData<Me>(keys.me, (before) => (before ? { ...before, notices: left.unread } : before));
        return client.invalidateQueries({ queryKey: keys.notices });
      })
      .catch(() => refetch());
  const items = (data?.items ?? []).slice(0, LATEST);
  return (
    <>
      <div className={css.head}>
        <h2>{t('notices')}</h2>
        {unread > 0 && (
          <Button small look="quiet" onClick={() => mark('all')}>
            {t('markAllRead')}
          </Button>
        )}
      </div>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <div className={css.waiting}>
          <Skeleton height={40} />
          <Skeleton height={40} />
          <Skeleton height={40} />
        </div>
      ) : items.length === 0 ? (
        <p className={css.none}>{t('noNotices')}</p>
      ) : (
        <ul className={css.list}>
          {items.map((notice) => (
            <li key={notice.id}>
              <Item
                notice={notice}
                onOpen={() => {
                  if (!notice.read) mark([notice.id]);
                  if (notice.link) onLeave();
                }}
              />
            </li>
          ))}
        </ul>
      )}
      <div className={css.foot}>
        <Link to={paths.notices} onClick={onLeave}>
          {t('allNotices')}
        </Link>
      </div>
    </>
  );
}

function Item({ notice, onOpen }: { notice: Notice; onOpen: () => void }) {
  const t = common.use();
  const content = (
    <>
      <span className={css.dot} data-unread={!notice.read || undefined} aria-hidden />
      <span className={css.text}>
        <span className={notice.read ? undefined : css.strong}>
          {notice.title}
          {!notice.read && <span className="visually-hidden"> · {t('isUnread')}</span>}
        </span>
        {notice.body && <span className={`muted caption ${css.body}`}>{notice.body}</span>}
        <span className="muted caption">
          <RelativeTime value={notice.at} />
        </span>
      </span>
    </>
  );
  return notice.link ? (
    <Link
      className={css.item}
      to={paths.record(notice.link.app, notice.link.entity, notice.link.id)}
      onClick={onOpen}
    >
      {content}
    </Link>
  ) : (
    <button type="button" className={css.item} onClick={onOpen}>
      {content}
    </button>
  );
}
