import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { keys, recordsPath, useMe } from '@/api/queries';
import { LinkButton } from '@/ui/Button';
import { paths } from '@/ui/paths';
import css from './flows.module.css';
import { returnedTo } from './progress';
import type { FlowInstance } from './types';
import { flowWords } from './words';

export interface ReturnedHintProps {
  app: string;
  entity: string;
  id: string;
}

/** A request on the record waits for whoever made it: who sent it back, why, and the way to mend it. */
export function ReturnedHint({ app, entity, id }: ReturnedHintProps) {
  const t = flowWords.use();
  const me = useMe().data?.person.id;
  const { data } = useQuery({
    queryKey: [...keys.record(app, entity, id), 'flows'],
    queryFn: ({ signal }) =>
      api.get<{ items: FlowInstance[] }>(recordsPath(app, entity, `/${id}/flows`), { signal }),
  });
  const found = data?.items.map(returnedTo).find((one) => one !== null);
  if (!found) return null;
  const { seat, by, comment } = found;
  return (
    <div className={css.returned} role="status">
      <span>
        {t('returnedBy', { name: by ?? t('system') })}
        {comment && <q>{comment}</q>}
      </span>
      {seat.person?.id === me ? (
        <LinkButton small to={paths.seat(seat.id)}>
          {t('mend')}
        </LinkButton>
      ) : (
        seat.person && <span>{t('mendAwaited', { name: seat.person.name })}</span>
      )}
    </div>
  );
}
