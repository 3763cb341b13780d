import type { EntityDescription, RecordItem, ViewDefinition } from '@/api/types';
import { FieldCell, titleOf } from '@/fields';
import { useText } from '@/i18n';
import cards from './cards.module.css';
import css from './list.module.css';
import { columnValue } from './columnValue';
import { toneOf } from './marks';
import type { ListColumn } from './useListState';

export interface RecordCardProps {
  app: string;
  type: EntityDescription;
  columns: ListColumn[];
  colours?: ViewDefinition['colours'];
  record: RecordItem;
  onOpen: (record: RecordItem) => void;
}

const FIELDS_ON_A_CARD = 4;

/** A record in a list on a phone: its title, the first few columns as lines. */
export function RecordCard({ app, type, columns, colours, record, onOpen }: RecordCardProps) {
  const text = useText();
  const lines = columns.filter((column) => column.key !== type.title).slice(0, FIELDS_ON_A_CARD);
  return (
    <div
      className={cards.card}
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
  );
}
