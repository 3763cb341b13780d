import { DeleteOutlined, UndoOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath, usePeople, useRefreshRecords } from '@/api/queries';
import type { EntityDescription, RecordItem, RecordPage, TrashKept } from '@/api/types';
import { useText } from '@/i18n';
import { paired } from '@/i18n/lists';
import { common } from '@/i18n/words';
import {
  Button,
  CardsSkeleton,
  Drawer,
  EmptyState,
  ErrorState,
  RelativeTime,
  toast,
  useDebounced,
  useProblemText,
} from '@/ui';
import { words } from '../words';
import css from './dialogs.module.css';

export interface TrashDrawerProps {
  app: string;
  type: EntityDescription;
  onClose: () => void;
}

const PAGE = 50;

/** What was deleted from a list, last first; each can be taken back. */
export function TrashDrawer({ app, type, onClose }: TrashDrawerProps) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const refresh = useRefreshRecords();
  const problemText = useProblemText();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState<string | null>(null);
  const search = useDebounced(typed.trim(), 300);
  const list = useInfiniteQuery({
    queryKey: [...keys.records(app, type.key), 'trash', search],
    queryFn: ({ pageParam, signal }) =>
      api.get<RecordPage>(recordsPath(app, type.key), {
        signal,
        query: { trash: true, search, sort: '-updated_at', limit: PAGE, cursor: pageParam },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const days = useQuery({
    queryKey: ['trash', 'days'],
    queryFn: ({ signal }) => api.get<TrashKept>('/organisation/trash', { signal }),
    staleTime: 60_000,
  }).data?.days;
  const people = usePeople('').data?.items ?? [];
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const titleOf = (row: RecordItem) => String(row.values[type.title] ?? '').trim() || t('untitled');
  const restore = async (row: RecordItem) => {
    setBusy(row.id);
    try {
      const restored = await api.post<RecordItem>(recordsPath(app, type.key, `/${row.id}/restore`));
      refresh(app, type.key, restored);
      toast(t('restoredOne', { title: titleOf(row) }));
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setBusy(null);
    }
  };
  return (
    <Drawer title={t('trashOf', { entity: text(type.name) })} onClose={onClose} width={560}>
      <p className="muted">
        {t('trashText')} {days != null && t('trashDays', { count: days })}
      </p>
      {(rows.length > 0 || typed) && (
        <input
          type="search"
          className={css.trashSearch}
          placeholder={shared('search')}
          aria-label={shared('search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {list.error ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <CardsSkeleton />
      ) : rows.length === 0 ? (
        <EmptyState icon={<DeleteOutlined />} text={search ? shared('nothingFound') : t('trashEmpty')} />
      ) : (
        <ul className={css.trash}>
          {rows.map((row) => {
            const who = people.find((person) => person.id === row.updated_by)?.name;
            return (
              <li key={row.id}>
                <span className={css.trashText}>
                  <strong className="truncate">{titleOf(row)}</strong>
                  {row.deleted_at && (
                    <span className="muted caption">
                      {who ? t('deletedBy', { who }) : t('deleted')} <RelativeTime value={row.deleted_at} />
                    </span>
                  )}
                </span>
                <Button
                  small
                  icon={<UndoOutlined />}
                  aria-label={paired(shared('restore'), titleOf(row))}
                  busy={busy === row.id}
                  disabled={busy !== null && busy !== row.id}
                  onClick={() => void restore(row)}
                >
                  {shared('restore')}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {shared('loadMore')}
        </Button>
      )}
    </Drawer>
  );
}
