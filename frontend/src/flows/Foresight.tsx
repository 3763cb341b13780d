import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Foresight as Foreseen } from '@/api/types';
import { useText } from '@/i18n';
import { CardsSkeleton, DateTimeText, ErrorState, PersonName } from '@/ui';
import { besides } from './besides';
import type { ForeseenStop, Stop } from './besides';
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

/** Whom a request would ask, step by step; what runs side by side stands side by side. */
export function Foresight({ of: { data, error } }: { of: Pick<UseQueryResult<Foreseen>, 'data' | 'error'> }) {
  const t = flowWords.use();
  if (error) return <ErrorState error={error} />;
  if (!data) return <CardsSkeleton cards={1} />;
  const asked = data.items.filter(
    (item) => item.people.length > 0 || item.incident || item.picked_later || item.waits,
  );
  if (asked.length === 0) return <p>{t('startEmpty')}</p>;
  return (
    <>
      <p>{t('startText')}</p>
      <Stretch stops={besides(asked)} choose={data.choose.map((one) => one.node)} />
    </>
  );
}

function Stretch({ stops, choose }: { stops: Stop[]; choose: string[] }) {
  const t = flowWords.use();
  return (
    <ol className={css.preview}>
      {stops.map((stop, at) => (
        <li key={at}>
          {'ways' in stop ? (
            <>
              <span className="muted">{t('sideBySide')}</span>
              <ul className={css.beside}>
                {stop.ways.map((way, index) => (
                  <li key={index}>
                    {way.length === 1 && way[0] && 'item' in way[0] ? (
                      <Asked item={way[0].item} choose={choose} />
                    ) : (
                      <Stretch stops={way} choose={choose} />
                    )}
                  </li>
                ))}
              </ul>
            </>
          ) : (
            <Asked item={stop.item} choose={choose} />
          )}
        </li>
      ))}
    </ol>
  );
}

/** A step, whom it would ask, and why not whom one expects. */
function Asked({ item, choose }: { item: ForeseenStop; choose: string[] }) {
  const t = flowWords.use();
  const text = useText();
  return (
    <>
      <strong>{text(item.name) || item.node}</strong>{' '}
      {item.incident ? (
        <span className={css.refused}>
          {t(item.incident === 'no_approver' ? 'stopsForNobody' : 'stopsHere')}
        </span>
      ) : (
        item.people.map((person) => <PersonName key={person.id} name={person.name} />)
      )}
      {item.waits && (
        <span className="muted">
          {t(`waits_${item.waits}`)} {item.until && <DateTimeText value={item.until} />}
        </span>
      )}
      {item.picked_later && <span className="muted">{t('pickedLater')}</span>}
      {item.instead && (
        <small className="muted">
          {' '}
          {t(choose.includes(item.node) ? 'insteadUnpicked' : 'insteadUnfound')}
        </small>
      )}
    </>
  );
}
