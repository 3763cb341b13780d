import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { EntityDescription, PastImports } from '@/api/types';
import { listed, paired } from '@/i18n/lists';
import { Button, CardsSkeleton, ErrorState, RelativeTime } from '@/ui';
import { StateTag } from '@/ui/StateTag';
import css from './import.module.css';
import { importWords } from './words';

/** Why a record of an import cannot be undone as things are. */
const REASONS = ['changed_since', 'referenced', 'in_trash', 'purged', 'field_gone'] as const;
type Reason = { code: (typeof REASONS)[number]; count: number };
const isKnown = (one: { code: string; count: number }): one is Reason =>
  (REASONS as readonly string[]).includes(one.code);

export interface EarlierImportsProps {
  app: string;
  type: EntityDescription;
  onShow: (batch: string) => void;
  onUndo: (batch: string, name: string) => void;
}

/** What was imported before, to be looked at or taken back. */
export function EarlierImports({ app, type, onShow, onUndo }: EarlierImportsProps) {
  const t = importWords.use();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...keys.records(app, type.key), 'imports'],
    queryFn: ({ signal }) => api.get<PastImports>(recordsPath(app, type.key, '/import'), { signal }),
    staleTime: 0,
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (isPending) return <CardsSkeleton cards={2} />;
  if (data.items.length === 0) return <p className="muted">{t('earlierNone')}</p>;
  return (
    <ul className={css.earlier}>
      {data.items.map((one) => {
        const going = one.undo && ['queued', 'running'].includes(one.undo.state);
        const undone = one.undo?.left === 0;
        const closed = !going && !undone && one.undo?.open === 0;
        const why = (one.undo?.why ?? [])
          .filter(isKnown)
          .map(({ code, count }) => t(`why_${code}`, { count }));
        return (
          <li key={one.batch}>
            <span className={css.earlierText}>
              <strong className="truncate">{one.name || t('file')}</strong>
              <span className="muted caption">
                {t('earlierWhat', { created: one.created, updated: one.updated })} · {one.by} ·{' '}
                <RelativeTime value={one.at} />
                {!undone && one.undo && one.undo.left !== null && (
                  <>
                    {' · '}
                    {paired(t('earlierPartly', { taken: one.undo.taken, left: one.undo.left }), listed(why))}
                  </>
                )}
              </span>
            </span>
            {going || undone ? (
              <StateTag dot={false}>{t(going ? 'earlierUndoing' : 'earlierUndone')}</StateTag>
            ) : (
              <span className={css.earlierActs}>
                {closed && <StateTag dot={false}>{t('earlierClosed')}</StateTag>}
                <Button
                  small
                  aria-label={`${t('earlierShow')}: ${one.name}`}
                  onClick={() => onShow(one.batch)}
                >
                  {t('earlierShow')}
                </Button>
                {!closed && (
                  <Button
                    small
                    look="quiet"
                    aria-label={`${t('earlierUndo')}: ${one.name}`}
                    onClick={() => onUndo(one.batch, one.name)}
                  >
                    {t('earlierUndo')}
                  </Button>
                )}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
