import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { InboxPage } from '@/api/types';
import { useText } from '@/i18n';
import { minutesUntil } from '@/ui/dates';
import { RelativeTime } from '@/ui/display';
import { ErrorState } from '@/ui/ErrorState';
import { CardsSkeleton } from '@/ui/Skeletons';
import { paths } from '@/ui/paths';
import css from './home.module.css';
import { words } from './words';

/** The first seats of the inbox. */
export function Approvals() {
  const t = words.use();
  const text = useText();
  const { data, error, isPending } = useQuery({
    queryKey: [...keys.inbox, 'todo', 'home'],
    queryFn: ({ signal }) =>
      api.get<InboxPage>('/inbox', {
        signal,
        query: { box: 'todo', limit: 6 },
      }),
  });
  return (
    <section className={css.card} aria-label={t('approvals')}>
      <div className={css.cardHead}>
        <h2>{t('approvals')}</h2>
        <span className="muted figures">{data?.counts.todo ?? ''}</span>
        <Link to={paths.inbox}>{t('allInbox')}</Link>
      </div>
      {error ? (
        <ErrorState error={error} />
      ) : isPending ? (
        <CardsSkeleton cards={2} />
      ) : data.items.length === 0 ? (
        <p className={css.none}>{t('noApprovals')}</p>
      ) : (
        <ul className={css.list}>
          {data.items.slice(0, 6).map((item) => (
            <li key={item.id}>
              <Link className={css.item} to={paths.seat(item.id)}>
                <span className={css.itemText}>
                  <span className="truncate" style={{ display: 'block' }}>
                    {item.title}
                  </span>
                  <span className="muted caption">
                    {text(item.flow_name)} · {text(item.node_name)}
                    {item.initiator ? ` · ${t('from', { name: item.initiator.name })}` : ''}
                  </span>
                </span>
                <span
                  className={`caption ${item.due_at && minutesUntil(item.due_at) < 0 ? css.late : 'muted'}`}
                >
                  {item.due_at && minutesUntil(item.due_at) < 0 ? (
                    t('overdue')
                  ) : (
                    <RelativeTime value={item.due_at ?? item.opened_at} />
                  )}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
