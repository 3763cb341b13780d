import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext } from 'react';
import { api } from './client';
import type { AppDescription, EntityDescription, Me, PersonPage, RecordItem } from './types';

/** Query keys in one place: live events refresh by them. */
export const keys = {
  me: ['me'] as const,
  app: (app: string) => ['app', app] as const,
  records: (app: string, entity: string) => ['records', app, entity] as const,
  record: (app: string, entity: string, id: string) => ['record', app, entity, id] as const,
  inbox: ['inbox'] as const,
  notices: ['notices'] as const,
  views: (app: string, entity: string) => ['views', app, entity] as const,
  people: ['people'] as const,
  job: (id: string) => ['job', id] as const,
};

export function recordsPath(app: string, entity: string, rest = ''): string {
  return `/apps/${encodeURIComponent(app)}/entities/${encodeURIComponent(entity)}/records${rest}`;
}

export function useMe() {
  return useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => api.get<Me>('/me', { signal }),
    staleTime: 60_000,
  });
}

/** The description of an app for this person; the shell refreshes it when a version is published. */
export function useApp(app: string | undefined) {
  return useQuery({
    queryKey: keys.app(app ?? ''),
    queryFn: ({ signal }) => api.get<AppDescription>(`/apps/${encodeURIComponent(app ?? '')}`, { signal }),
    enabled: Boolean(app),
    staleTime: 5 * 60_000,
  });
}

export interface Described {
  app: string;
  entities: Record<string, EntityDescription>;
}

const DescribedContext = createContext<Described | null>(null);

/** Entities of an app as a seat describes them, to who may have no role in the app, for what is inside. */
export const DescribedEntities = DescribedContext.Provider;

export function useEntity(app: string, entity: string): EntityDescription | undefined {
  const described = useContext(DescribedContext);
  const here = described?.app === app ? described : undefined;
  const whole = useApp(here ? undefined : app).data;
  return (here ?? whole)?.entities[entity];
}

export function useRecord(
  app: string,
  entity: string,
  id: string | undefined,
  options: { expand?: string[] } = {},
) {
  return useQuery({
    queryKey: keys.record(app, entity, id ?? ''),
    queryFn: ({ signal }) =>
      api.get<RecordItem>(recordsPath(app, entity, `/${id}`), { signal, query: { expand: options.expand } }),
    // A record that was lost by one's own change is not asked for again where its page says so.
    enabled: (query) => Boolean(id) && query.state.data?.visible !== false,
  });
}

export function usePeople(search: string, enabled = true) {
  return useQuery({
    queryKey: [...keys.people, search],
    queryFn: ({ signal }) => api.get<PersonPage>('/people', { signal, query: { search, limit: 30 } }),
    enabled,
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
}

/** Rules and score cards run after the answer; what they changed is asked for a little later. */
const AFTERWARDS = [1500, 5000];

/** After a write: lists of the entity and the record itself are asked again, now and once rules have run. */
export function useRefreshRecords() {
  const client = useQueryClient();
  return useCallback(
    (app: string, entity: string, record?: RecordItem) => {
      if (record) client.setQueryData(keys.record(app, entity, record.id), record);
      const ask = () => {
        void client.invalidateQueries({ queryKey: keys.records(app, entity) });
        if (record && record.visible !== false)
          void client.invalidateQueries({ queryKey: keys.record(app, entity, record.id) });
      };
      ask();
      for (const delay of AFTERWARDS) setTimeout(ask, delay);
    },
    [client],
  );
}
