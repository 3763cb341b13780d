import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Foresight as Foreseen } from '@/api/types';
import { useText } from '@/i18n';
import { CardsSkeleton, ErrorState, PersonName } from '@/ui';
import css from './flows.module.css';
import { flowWords } from './words';

export const flowPath = (app: string, flow: string) =>
  `/apps/${encodeURIComponent(app)}/flows/${encodeURIComponent(flow)}`;

/** The way a request would take now; asked for anew each time, because records and people change. */
export function useForesight(
  app: string,
  flow: string,
  record: string,
  chosen: Record<string, string[]> = {},
  enabled = true,
) {
  return useQuery({
    queryKey: ['flow-preview', app, flow, record, chosen],
    queryFn: () => api.post<Foreseen>(`${flowPath(app, flow)}/preview`, { record, chosen }),
    enabled,
    placeholderData: (before) => before,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

/** Whom a request would ask, step by step. */
export function Foresight({ of: { data, error } }: { of: UseQueryResult<Foreseen> }) {
  const t = flowWords.use();
  const text = useText();
  const asked = (data?.items ?? []).filter((item) => item.people.length > 0 || item.incident);
  if (error) return <ErrorState error={error} />;
  if (!data) return <CardsSkeleton cards={1} />;
  if (asked.length === 0) return <p>{t('startEmpty')}</p>;
  return (
    <>
      <p>{t('startText')}</p>
      <ol className={css.preview}>
        {asked.map((item) => (
          <li key={item.node}>
            <strong>{text(item.name) || item.node}</strong>{' '}
            {item.incident ? (
              <span className={css.refused}>{item.incident}</span>
            ) : (
              item.people.map((person) => <PersonName key={person.id} name={person.name} />)
            )}
          </li>
        ))}
      </ol>
    </>
  );
}
