import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { Id, Localised, Page, PersonRef } from '@/api/types';

/** A person as an administrator sees him; others get name, department and supervisor only. */
export interface FullPerson {
  id: Id;
  name: string;
  active: boolean;
  department: PersonRef | null;
  supervisor: PersonRef | null;
  login?: string | null;
  email?: string | null;
  phone?: string | null;
  administrator?: boolean;
  teams?: Id[];
  positions?: Id[];
  roles?: Record<string, string[]>;
}

export const placeKinds = ['departments', 'teams', 'positions'] as const;
export type PlaceKind = (typeof placeKinds)[number];

export interface Place {
  id: Id;
  name: string;
  parent?: Id | null;
  head?: Id | null;
  members?: Id[];
}
export interface Role {
  key: string;
  name: Localised;
  /** Everybody has it without being given it. */
  default?: boolean;
}

export function usePeoplePages(search: string) {
  return useInfiniteQuery({
    queryKey: [...keys.people, 'pages', search],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<FullPerson>>('/people', { signal, query: { search, limit: 100, cursor: pageParam } }),
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
      api.get<Page<FullPerson>>('/people', { signal, query: { limit: 500 } }).then((page) => page.items),
    enabled,
    staleTime: 60_000,
  });
}

export function usePlaces(kind: PlaceKind) {
  return useQuery({
    queryKey: [kind],
    queryFn: ({ signal }) => api.get<{ items: Place[] }>(`/${kind}`, { signal }),
    select: (answer) => answer.items,
  });
}

export function useRolesOf(apps: string[]): Record<string, Role[]> {
  return useQueries({
    queries: apps.map((app) => ({
      queryKey: ['roles', app],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<{ items: Role[] }>('/roles', { signal, query: { app } }),
      staleTime: 60_000,
    })),
    combine: (answers) => Object.fromEntries(apps.map((app, at) => [app, answers[at]?.data?.items ?? []])),
  });
}
