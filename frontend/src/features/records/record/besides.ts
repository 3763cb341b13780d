import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type {
  AppDescription,
  Duplicates,
  EntityDescription,
  FlowInstance,
  PoolState,
  RecordSequences,
  Score,
} from '@/api/types';

/** The flows that ran on a record, and those that may be started. */
export function useFlowsOf(app: AppDescription, entity: string, id: string, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.record(app.key, entity, id), 'flows'],
    queryFn: ({ signal }) =>
      api.get<{ items: FlowInstance[]; startable: string[] }>(recordsPath(app.key, entity, `/${id}/flows`), {
        signal,
      }),
    enabled: enabled && app.flows.some((flow) => flow.entity === entity),
  });
}

/** Other records that count as the same, of those the reader sees. */
export function useDuplicatesOf(app: string, type: EntityDescription, id: string, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.record(app, type.key, id), 'duplicates'],
    queryFn: ({ signal }) => api.get<Duplicates>(recordsPath(app, type.key, `/${id}/duplicates`), { signal }),
    enabled: enabled && Boolean(type.duplicates),
  });
}

/** What a score card gives a record. */
export function useScoreOf(app: string, type: EntityDescription, id: string, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.record(app, type.key, id), 'score'],
    queryFn: ({ signal }) => api.get<Score | null>(recordsPath(app, type.key, `/${id}/score`), { signal }),
    enabled: enabled && type.scored === true,
    retry: false,
  });
}

/** Where a record stands in its pool. */
export function usePoolOf(app: string, type: EntityDescription, id: string, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.record(app, type.key, id), 'pool'],
    queryFn: ({ signal }) => api.get<PoolState>(recordsPath(app, type.key, `/${id}/pool`), { signal }),
    enabled: enabled && type.pooled,
    retry: false,
  });
}

/** The sequences that a record is in, and those that it may enter. */
export function useSequencesOf(app: string, type: EntityDescription, id: string, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.record(app, type.key, id), 'sequences'],
    queryFn: ({ signal }) =>
      api.get<RecordSequences>(recordsPath(app, type.key, `/${id}/sequences`), { signal }),
    enabled: enabled && type.sequences.length > 0,
    retry: false,
  });
}

/** Ask again where a record stands in its sequences: what changes there does not change the record. */
export function useRefreshSequences() {
  const client = useQueryClient();
  return (app: string, type: EntityDescription, id: string) =>
    void client.invalidateQueries({ queryKey: [...keys.record(app, type.key, id), 'sequences'] });
}

/**
 * Whether all is known that stands above a record's fields. It is asked for together with the record, and the
 * record is first shown when it is there, so that nothing moves down under the reader's hands.
 */
export function useBesides(
  app: AppDescription,
  type: EntityDescription,
  id: string,
  enabled: boolean,
): boolean {
  const flows = useFlowsOf(app, type.key, id, enabled);
  const duplicates = useDuplicatesOf(app.key, type, id, enabled);
  const score = useScoreOf(app.key, type, id, enabled);
  const pool = usePoolOf(app.key, type, id, enabled);
  const sequences = useSequencesOf(app.key, type, id, enabled);
  const known = [flows, duplicates, score, pool, sequences].every((one) => !one.isLoading);
  const [once, setOnce] = useState(false);
  if (known && !once) setOnce(true);
  return once;
}
