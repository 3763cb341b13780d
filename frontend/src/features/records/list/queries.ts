import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { RecordPage, SavedViews } from '@/api/types';

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
  /** Conditions of which each record tells whether it meets them. */
  marks?: string[];
}

export const PAGE = 100;

/** One page of a list. */
export function askPage(
  question: ListQuestion,
  signal: AbortSignal | undefined,
  cursor: string | undefined,
  limit = PAGE,
): Promise<RecordPage> {
  const path = recordsPath(question.app, question.entity);
  if (!question.marks?.length)
    return api.get<RecordPage>(path, { signal, query: { ...query(question), limit, cursor } });
  const { filter, search, batch, ...rest } = query(question);
  return api.post<RecordPage>(
    `${path}/query`,
    {
      ...rest,
      ...(filter ? { filter } : {}),
      ...(search ? { search } : {}),
      ...(batch ? { batch } : {}),
      ...(cursor ? { cursor } : {}),
      marks: question.marks,
      limit,
    },
    { signal },
  );
}

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
    queryFn: ({ pageParam, signal }) => askPage(question, signal, pageParam),
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
    queryFn: ({ signal }) => api.get<SavedViews>('/views', { signal, query: { app, entity } }),
    staleTime: 60_000,
  });
}
