import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { AppDescription, EntityDescription, JsonValue, Reasons, RecordItem } from '@/api/types';
import { FieldCell, fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { CardsSkeleton, Dialog, EmptyState, ErrorState, RelativeTime } from '@/ui';
import css from './explain.module.css';
import { reasonWords } from './reasonWords';

interface ReasonsDialogProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
  onClose: () => void;
}

/** For each value that rules, cards, flows or a hand-over gave: who gave it, when, and for which reason. */
export function ReasonsDialog({ app, type, record, onClose }: ReasonsDialogProps) {
  const t = reasonWords.use();
  const text = useText();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.record(app.key, type.key, record.id), 'reasons', record.version],
    queryFn: ({ signal }) =>
      api.get<Reasons>(recordsPath(app.key, type.key, `/${record.id}/reasons`), { signal }),
  });
  return (
    <Dialog title={t('title')} onClose={onClose} width={560}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <CardsSkeleton cards={2} />
      ) : data.items.length === 0 ? (
        <EmptyState text={t('empty')} />
      ) : (
        <ul className={css.explain}>
          {data.items.map((one) => {
            const field = fieldOf(type, one.field);
            return (
              <li key={one.field}>
                <div>
                  <span className={css.explainAction}>
                    {field ? text(field.label) : one.label}:{' '}
                    {field && (
                      <FieldCell
                        app={app.key}
                        field={field}
                        value={one.new as JsonValue}
                        labelText={typeof one.new_label === 'string' ? one.new_label : undefined}
                      />
                    )}
                  </span>
                  <ul>
                    <li>
                      {t(`by_${one.actor.kind}`, { name: one.actor.name })} · <RelativeTime value={one.at} />
                    </li>
                    {one.why.map((line, at) => (
                      <li key={at}>{line}</li>
                    ))}
                  </ul>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Dialog>
  );
}
