import type { RecordItem } from '@/api/types';
import { common } from '@/i18n/words';
import { Button } from '@/ui';
import css from './cards.module.css';
import { RecordCard } from './RecordCard';
import type { RecordCardProps } from './RecordCard';

export interface CardListProps extends Omit<RecordCardProps, 'record'> {
  rows: RecordItem[];
  more?: () => void;
}

/** A list on a phone: one card each. */
export function CardList({ rows, more, ...card }: CardListProps) {
  const t = common.use();
  return (
    <ul className={css.cards}>
      {rows.map((record) => (
        <li key={record.id}>
          <RecordCard record={record} {...card} />
        </li>
      ))}
      {more && (
        <li style={{ textAlign: 'center' }}>
          <Button onClick={more}>{t('loadMore')}</Button>
        </li>
      )}
    </ul>
  );
}
