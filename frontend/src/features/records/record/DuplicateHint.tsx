import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { Duplicates, EntityDescription, RecordItem } from '@/api/types';
import { paths } from '@/ui/paths';
import { words } from '../words';
import css from './record.module.css';

export interface DuplicateHintProps {
  app: string;
  type: EntityDescription;
  record: RecordItem;
}

const SHOWN = 3;

/** Other records that count as the same as this one, of those the reader sees. */
export function DuplicateHint({ app, type, record }: DuplicateHintProps) {
  const t = words.use();
  const { data } = useQuery({
    queryKey: [...keys.record(app, type.key, record.id), 'duplicates', record.version],
    queryFn: ({ signal }) =>
      api.get<Duplicates>(recordsPath(app, type.key, `/${record.id}/duplicates`), { signal }),
    enabled: Boolean(type.duplicates) && !record.deleted_at,
  });
  const found = data?.items ?? [];
  if (found.length === 0) return null;
  return (
    <div className={css.trash} role="status" style={{ flexWrap: 'wrap' }}>
      <span>{t('possibleDuplicate')}</span>
      {found.slice(0, SHOWN).map((one) => (
        <Link key={one.id} to={paths.record(app, type.key, one.id)}>
          {one.title || t('untitled')}
        </Link>
      ))}
      {found.length > SHOWN && <span>+{found.length - SHOWN}</span>}
    </div>
  );
}
