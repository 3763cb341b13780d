import { useId } from 'react';
import type { EntityDescription, RecordItem, ViewDefinition } from '@/api/types';
import { FieldCell, titleOf } from '@/fields';
import { useText } from '@/i18n';
import cards from './cards.module.css';
import css from './list.module.css';
import { columnValue } from './columnValue';
import { toneOf } from './marks';
import { useLongPress } from './picking';
import type { Picking } from './picking';
import type { ListColumn } from './useListState';

export interface RecordCardProps {
  app: string;
  type: EntityDescription;
  columns: ListColumn[];
  colours?: ViewDefinition['colours'];
  record: RecordItem;
  picking: Picking;
  selected: ReadonlySet<string>;
  onOpen: (record: RecordItem) => void;
}

const FIELDS_ON_A_CARD = 4;

/** A record in a list on a phone: its title, the first few columns as lines; opened, or chosen among others. */
export function RecordCard({
  app,
  type,
  columns,
  colours,
  record,
  picking,
  selected,
  onOpen,
}: RecordCardProps) {
  const text = useText();
  const lines = columns.filter((column) => column.key !== type.title).slice(0, FIELDS_ON_A_CARD);
  const title = titleOf(record, type.title);
  const about = useId();
  const press = useLongPress(() => {
    if (!picking.on) picking.start(record.id);
  });
  const picked = picking.on && selected.has(record.id);
  return (
    <div
      className={cards.card}
      data-tone={toneOf(colours, record)}
      data-picked={picked || undefined}
      {...press.hands}
      onContextMenu={(event) => {
        // What a long press would open otherwise.
        if ((event.nativeEvent as PointerEvent).pointerType === 'touch') event.preventDefault();
      }}
      onClickCapture={(event) => {
        if (press.ends()) {
          event.preventDefault();
          event.stopPropagation();
        }
      }}
      onClick={(event) => {
        if ((event.target as HTMLElement).closest('a, button, label')) return;
        if (picking.on) picking.toggle(record.id);
        else onOpen(record);
      }}
    >
      {picking.on ? (
        <label className={cards.pick}>
          <input
            type="checkbox"
            checked={picked}
            aria-describedby={about}
            onChange={() => picking.toggle(record.id)}
          />
          <span>{title}</span>
        </label>
      ) : (
        <button type="button" className={css.titleLink} onClick={() => onOpen(record)}>
          {title}
        </button>
      )}
      {/* A tap anywhere chooses: links in the values wait until choosing is over. */}
      <dl id={about} inert={picking.on}>
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
