import type { EntityDescription, RecordItem, ViewDefinition } from '@/api/types';
import { FieldCell, titleOf } from '@/fields';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button } from '@/ui';
import css from './list.module.css';
import { columnValue } from './columnValue';
import { toneOf } from './marks';
import type { ListColumn } from './useListState';

export interface CardListProps {
  app: string;
  type: EntityDescription;
  columns: ListColumn[];
  colours?: ViewDefinition['colours'];
  rows: RecordItem[];
  onOpen: (record: RecordItem) => void;
  more?: () => void;
}

const FIELDS_ON_A_CARD = 4;

/** A list on a phone: one card each, the first few columns as lines. */
export function CardList({ app, type, columns, colours, rows, onOpen, more }: CardListProps) {
  const t = common.use();
  const text = useText();
  const lines = columns.filter((column) => column.key !== type.title).slice(0, FIELDS_ON_A_CARD);
  return (
    <ul className={css.cards}>
      {rows.map((record) => (
        <li key={record.id}>
          <div
            className={css.card}
            data-tone={toneOf(colours, record)}
            onClick={(event) => {
              if (!(event.target as HTMLElement).closest('a, button')) onOpen(record);
            }}
          >
            <button type="button" className={css.titleLink} onClick={() => onOpen(record)}>
              {titleOf(record, type.title)}
            </button>
            <dl>
              {lines.map((column) => {
                const { value, label } = columnValue(record, column);
                return (
                  <div key={column.key} style={{ display: 'contents' }}>
                    <dt>{text(column.field.label)}</dt>
                    <dd>
                      <FieldCell
                        app={app}
                        field={column.field}
                        value={value}
                        labelText={label}
                        of={column.through ? undefined : record}
                        compact
                      />
                    </dd>
                  </div>
                );
              })}
            </dl>
          </div>
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
