import { BellOutlined, CheckOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, API_ROOT } from '@/api/client';
import { keys } from '@/api/queries';
import type { Me, Notice, NoticePage } from '@/api/types';
import { common } from '@/i18n/words';
import {
  Button,
  CardsSkeleton,
  EmptyState,
  ErrorState,
  PageHeader,
  RelativeTime,
  Tabs,
  toast,
  useProblemText,
} from '@/ui';
import { paths } from '@/ui/paths';
import { bracketed, paired } from '@/i18n/lists';
import css from './notices.module.css';
import { words } from './words';

/** What the person was told, newest first; opening one marks it as read. */
export function NoticesPage() {
  const t = words.use();
  const shared = common.use();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [only, setOnly] = useState<'all' | 'unread'>('all');
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery({
      queryKey: [...keys.notices, 'page'],
      queryFn: ({ pageParam, signal }) =>
        api.get<NoticePage>('/notices', { signal, query: { cursor: pageParam } }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next ?? undefined,
    });
  const unread = data?.pages[0]?.unread ?? 0;
  const items = (data?.pages.flatMap((page) => page.items) ?? []).filter(
    (notice) => only === 'all' || !notice.read,
  );

  const mark = async (ids: string[] | 'all') => {
    try {
      const left = await api.post<{ unread: number }>('/notices/read', { ids });
      client.setQueryData<Me>(keys.me, (before) => (before ? { ...before, notices: left.unread } : before));
      await client.invalidateQueries({ queryKey: keys.notices });
      if (ids === 'all') toast(t('marked'));
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    }
  };

  return (
    <div className={css.page}>
      <PageHeader
        title={shared('notices')}
        count={unread > 0 ? t('unread', { count: unread }) : undefined}
        actions={
          unread > 0 && (
            <Button icon={<CheckOutlined />} onClick={() => void mark('all')}>
              {t('markAll')}
            </Button>
          )
        }
      />
      <Tabs
        label={t('which')}
        active={only}
        items={[
          { key: 'all', label: t('all') },
          { key: 'unread', label: t('onlyUnread') },
        ]}
        onChange={(key) => setOnly(key as typeof only)}
      />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : isPending ? (
        <CardsSkeleton />
      ) : items.length === 0 ? (
        <EmptyState
          icon={<BellOutlined />}
          text={t(only === 'all' ? 'empty' : 'emptyUnread')}
          action={only === 'unread' && <Button onClick={() => setOnly('all')}>{t('showAll')}</Button>}
        />
      ) : (
        <ul className={css.list} aria-label={t('list')}>
          {items.map((notice) => (
            <Line key={notice.id} notice={notice} onRead={() => void mark([notice.id])} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <div className={css.more}>
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {shared('loadMore')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Line({ notice, onRead }: { notice: Notice; onRead: () => void }) {
  const t = words.use();
  const content = (
    <>
      <span className={css.dot} data-unread={!notice.read || undefined} aria-hidden />
      <span className={css.text}>
        <span className={notice.read ? undefined : css.strong}>
          {notice.title}
          {!notice.read && <span className="visually-hidden">{bracketed('', t('isUnread'))}</span>}
        </span>
        {notice.body && <span className="muted">{notice.body}</span>}
      </span>
      <span className={`muted caption ${css.time}`}>
        <RelativeTime value={notice.at} />
      </span>
    </>
  );
  return (
    <li className={css.line}>
      {notice.link ? (
        <Link
          className={css.body}
          to={paths.record(notice.link.app, notice.link.entity, notice.link.id)}
          onClick={() => {
            if (!notice.read) onRead();
          }}
        >
          {content}
        </Link>
      ) : notice.file ? (
        <a
          className={css.body}
          href={`${API_ROOT}/files/${notice.file}`}
          download
          onClick={() => {
            if (!notice.read) onRead();
          }}
        >
          {content}
        </a>
      ) : (
        <div className={css.body}>{content}</div>
      )}
      <span className={css.act}>
        {!notice.read && (
          <Button
            look="quiet"
            icon={<CheckOutlined />}
            aria-label={paired(t('markOne'), notice.title)}
            onClick={onRead}
          />
        )}
      </span>
    </li>
  );
}
