import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { Notice } from '@/api/types';
import { Button } from '@/ui/Button';
import { RelativeTime } from '@/ui/display';
import { ErrorState } from '@/ui/ErrorState';
import { CardsSkeleton } from '@/ui/Skeletons';
import { paths } from '@/ui/paths';
import css from './home.module.css';
import { words } from './words';

/** Unread notices; the whole list has its own page. */
export function Notices() {
  const t = words.use();
  const client = useQueryClient();
  const { data, error, isPending } = useQuery({
    queryKey: [...keys.notices, 'home'],
    queryFn: ({ signal }) => api.get<{ items: Notice[]; unread: number }>('/notices', { signal }),
  });
  const unread = (data?.items ?? []).filter((notice) => !notice.read).slice(0, 6);
  const mark = (ids: string[] | 'all') =>
    void api.post('/notices/read', { ids }).then(() => {
      void client.invalidateQueries({ queryKey: keys.notices });
      void client.invalidateQueries({ queryKey: keys.me });
    });
  return (
    <section className={`${css.card} ${css.notices}`} aria-label={t('notices')}>
      <div className={css.cardHead}>
        <h2>{t('notices')}</h2>
        {unread.length > 0 && (
          <Button small look="quiet" onClick={() => mark('all')}>
            {t('markRead')}
          </Button>
        )}
      </div>
      {error ? (
        <ErrorState error={error} />
      ) : isPending ? (
        <CardsSkeleton cards={2} />
      ) : unread.length === 0 ? (
        <p className={css.none}>{t('noNotices')}</p>
      ) : (
        <ul className={css.list}>
          {unread.map((notice) => (
            <li key={notice.id}>
              <Link
                className={css.item}
                onClick={() => mark([notice.id])}
                to={
                  notice.link
                    ? paths.record(notice.link.app, notice.link.entity, notice.link.id)
                    : paths.notices
                }
              >
                <span className={css.itemText}>
                  <span className="truncate" style={{ display: 'block' }}>
                    {notice.title}
                  </span>
                  {notice.body && (
                    <span className="muted caption truncate" style={{ display: 'block' }}>
                      {notice.body}
                    </span>
                  )}
                </span>
                <span className="muted caption">
                  <RelativeTime value={notice.at} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
