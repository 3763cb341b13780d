import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { Me, Notice, NoticePage } from '@/api/types';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { RelativeTime } from '@/ui/display';
import { ErrorState } from '@/ui/ErrorState';
import { Skeleton } from '@/ui/Skeletons';
import { paths } from '@/ui/paths';
import css from './bell.module.css';

const LATEST = 6;

/** What the bell opens: the latest notices, and the way to all of them. */
export function LatestNotices({ unread, onLeave }: { unread: number; onLeave: () => void }) {
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
