import { Link } from 'react-router';
import type { EntityDescription, RecordItem } from '@/api/types';
import { paths } from '@/ui/paths';
import { MOST_MERGED } from '../merge/api';
import { mergeWords } from '../merge/words';
import { words } from '../words';
import { useDuplicatesOf } from './besides';
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
  const m = mergeWords.use();
  const { data } = useDuplicatesOf(app, type, record.id, !record.deleted_at);
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
      {record.can.includes('merge') && (
        <Link
          to={paths.merge(app, type.key, [record.id, ...found.map((one) => one.id)].slice(0, MOST_MERGED))}
        >
          {m('compare')}
        </Link>
      )}
    </div>
  );
}
