import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { RecordPage, SavedView } from '@/api/types';

export interface ListQuestion {
  app: string;
  entity: string;
  filter: string;
  sort: string[];
  search: string;
  /** The import whose records are listed; empty for all. */
  batch?: string;
  fields: string[];
  expand: string[];
}

const PAGE = 100;

function query(question: ListQuestion) {
  return {
    filter: question.filter,
    sort: question.sort.join(','),
    search: question.search,
    batch: question.batch,
    fields: question.fields,
    expand: question.expand,
  };
}

/** The rows of a list, page by page along the key; what is already there stays while the next is asked. */
export function useRecords(question: ListQuestion, enabled = true) {
  return useInfiniteQuery({
    queryKey: [...keys.records(question.app, question.entity), 'list', question],
    queryFn: ({ pageParam, signal }) =>
      api.get<RecordPage>(recordsPath(question.app, question.entity), {
        signal,
        query: { ...query(question), limit: PAGE, cursor: pageParam },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
    enabled,
  });
}

/** The exact number, asked apart so that the rows do not wait for it. */
export function useCount(
  question: Pick<ListQuestion, 'app' | 'entity' | 'filter' | 'search' | 'batch'>,
  enabled = true,
) {
  return useQuery({
    queryKey: [
      ...keys.records(question.app, question.entity),
      'count',
      question.filter,
      question.search,
      question.batch ?? '',
    ],
    queryFn: ({ signal }) =>
      api
        .get<RecordPage>(recordsPath(question.app, question.entity), {
          signal,
          query: {
            filter: question.filter,
            search: question.search,
            batch: question.batch,
            limit: 1,
            count: 'exact',
          },
        })
        .then((page) => page.count ?? null),
    placeholderData: (before) => before,
    enabled,
  });
}

export function useSavedViews(app: string, entity: string) {
  return useQuery({
    queryKey: keys.views(app, entity),
    queryFn: ({ signal }) => api.get<{ items: SavedView[] }>('/views', { signal, query: { app, entity } }),
    staleTime: 60_000,
  });
}
