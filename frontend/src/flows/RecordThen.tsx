import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '@/api/client';
import { DescribedEntities, keys } from '@/api/queries';
import type { AppDescription, RecordMoment } from '@/api/types';
import { MomentShown } from '@/moments/MomentShown';
import { CardsSkeleton, Dialog, ErrorState } from '@/ui';

/** Where the past of a request's record is read, and the entities that showing it needs. */
export interface Past {
  app: string;
  entity: string;
  entities: AppDescription['entities'];
  /** What answers with a moment of the record: the record, or the seat that shows it. */
  path: string;
}

export interface RecordThenProps {
  past: Past;
  version: number;
  title: string;
  onClose: () => void;
}

/** The record that somebody decided about, as it was then. */
export function RecordThen({ past, version, title, onClose }: RecordThenProps) {
  const { app, entity, entities, path } = past;
  const described = useMemo(() => ({ app, entities }), [app, entities]);
  const type = entities[entity];
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.inbox, 'moment', path, version],
    queryFn: ({ signal }) => api.get<RecordMoment>(`${path}/moment`, { signal, query: { version } }),
    retry: false,
    staleTime: 0,
  });
  return (
    <Dialog title={title} onClose={onClose} width={720}>
      <DescribedEntities value={described}>
        {error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data && type ? (
          <MomentShown app={app} type={type} moment={data} open />
        ) : (
          <CardsSkeleton cards={2} />
        )}
      </DescribedEntities>
    </Dialog>
  );
}
