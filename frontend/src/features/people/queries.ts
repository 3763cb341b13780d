import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { PersonPage, PlaceList, Role, RoleList } from '@/api/types';

export const placeKinds = ['departments', 'teams', 'positions'] as const;
export type PlaceKind = (typeof placeKinds)[number];

export function usePeoplePages(search: string) {
  return useInfiniteQuery({
    queryKey: [...keys.people, 'pages', search],
    queryFn: ({ pageParam, signal }) =>
      api.get<PersonPage>('/people', { signal, query: { search, limit: 100, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
}

/** Everybody, for naming members; five hundred at most. */
export function useEverybody(enabled = true) {
  return useQuery({
    queryKey: [...keys.people, 'everybody'],
    queryFn: ({ signal }) =>
      api.get<PersonPage>('/people', { signal, query: { limit: 500 } }).then((page) => page.items),
    enabled,
    staleTime: 60_000,
  });
}

export function usePlaces(kind: PlaceKind) {
  return useQuery({
    queryKey: [kind],
    queryFn: ({ signal }) => api.get<PlaceList>(`/${kind}`, { signal }),
    select: (answer) => answer.items,
  });
}

export function useRolesOf(apps: string[]): Record<string, Role[]> {
  return useQueries({
    queries: apps.map((app) => ({
      queryKey: ['roles', app],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<RoleList>('/roles', { signal, query: { app } }),
      staleTime: 60_000,
    })),
    combine: (answers) => Object.fromEntries(apps.map((app, at) => [app, answers[at]?.data?.items ?? []])),
  });
}
