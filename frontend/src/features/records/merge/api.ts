import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { DuplicateGroups, MergePreview, MergesOfRecord } from '@/api/types';

const duplicatesPath = (app: string, entity: string, rest = '') =>
  `/apps/${encodeURIComponent(app)}/entities/${encodeURIComponent(entity)}/duplicates${rest}`;

/** So many records are compared side by side. */
export const MOST_MERGED = 5;

export type Kind = 'exact' | 'similar';

export function useGroups(app: string, entity: string, kind: Kind, cursor: string) {
  return useQuery({
    queryKey: [...keys.records(app, entity), 'duplicates', kind, cursor],
    queryFn: ({ signal }) =>
      api.get<DuplicateGroups>(duplicatesPath(app, entity), { signal, query: { kind, cursor } }),
    placeholderData: (before) => before,
  });
}

export function startLooking(app: string, entity: string) {
  return api.post<{ job: string }>(duplicatesPath(app, entity, '/similar'));
}

export function useSayDifferent(app: string, entity: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (records: string[]) =>
      api.post(duplicatesPath(app, entity, '/different'), { records, different: true }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.records(app, entity) }),
  });
}

export function usePreview(app: string, entity: string, keep: string, others: string[], enabled: boolean) {
  return useQuery({
    queryKey: [...keys.records(app, entity), 'merge', keep, ...others],
    queryFn: ({ signal }) =>
      api.post<MergePreview>(
        recordsPath(app, entity, '/merge/preview'),
        { keep, records: others },
        { signal },
      ),
    enabled: enabled && others.length > 0,
    placeholderData: (before) => before,
    staleTime: 0,
  });
}

export function useMerges(app: string, entity: string, id: string, enabled = true) {
  return useQuery({
    queryKey: [...keys.record(app, entity, id), 'merges'],
    queryFn: ({ signal }) => api.get<MergesOfRecord>(recordsPath(app, entity, `/${id}/merges`), { signal }),
    enabled,
    retry: false,
  });
}
