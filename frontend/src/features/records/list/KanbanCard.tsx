import type { EntityDescription, RecordItem } from '@/api/types';
import { FieldCell, fieldOf, titleOf } from '@/fields';
import { useText } from '@/i18n';
import board from './board.module.css';
import css from './list.module.css';

export interface KanbanCardProps {
  app: string;
  type: EntityDescription;
  record: RecordItem;
  card: string[];
  lifted?: boolean;
  onOpen?: () => void;
}

export function KanbanCard({ app, type, record, card, lifted, onOpen }: KanbanCardProps) {
  const text = useText();
  return (
    <div className={`${board.kanbanCard} ${lifted ? board.lifted : ''}`}>
      <button
        type="button"
        className={`${css.titleLink} truncate`}
        onClick={
          onOpen
            ? (event) => {
                event.stopPropagation();
                onOpen();
              }
            : undefined
        }
      >
        {titleOf(record, type.title)}
      </button>
      {card
        .filter((key) => key !== type.title)
        .map((key) => {
          const field = fieldOf(type, key);
          if (!field || (record.values[key] ?? null) === null) return null;
          return (
            <div key={key}>
              <span className="muted truncate">{text(field.label)}</span>
              <span className="truncate">
                <FieldCell app={app} field={field} record={record} compact />
              </span>
            </div>
          );
        })}
    </div>
  );
}
