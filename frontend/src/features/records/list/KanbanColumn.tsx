import { useDraggable, useDroppable } from '@dnd-kit/core';
import type { AggregateRow, EntityDescription, FieldDescription, RecordItem } from '@/api/types';
import { FieldCell, titleOf } from '@/fields';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, ErrorState, StateTag } from '@/ui';
import { words } from '../words';
import { KanbanCard } from './KanbanCard';
import css from './list.module.css';
import { useRecords } from './queries';

export interface KanbanColumnProps {
  app: string;
  type: EntityDescription;
  group: FieldDescription;
  option: string | null;
  label: string;
  colour?: string | null;
  totals?: AggregateRow;
  sumField?: FieldDescription;
  card: string[];
  /** Fields that are not shown but decide where a card may go. */
  also: string[];
  filter: string;
  sort: string[];
  search: string;
  /** A card that is being dragged cannot be put here. */
  closed: boolean;
  /** A card that is being dragged may be put here only when it meets a condition that it does not meet. */
  barred: boolean;
  onOpen: (record: RecordItem) => void;
}

/** One state: its cards page by page, its number and sum over all of them. */
export function KanbanColumn(props: KanbanColumnProps) {
  const {
    app,
    type,
    group,
    option,
    label,
    colour,
    totals,
    sumField,
    card,
    also,
    filter,
    sort,
    search,
    closed,
    barred,
    onOpen,
  } = props;
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const own = option === null ? `ISBLANK(${group.key})` : `${group.key} = "${option}"`;
  const list = useRecords({
    app,
    entity: type.key,
    filter: filter ? `(${filter}) AND ${own}` : own,
    sort,
    search,
    fields: [...new Set([type.title, group.key, ...card, ...also])],
    expand: [],
  });
  const { setNodeRef, isOver } = useDroppable({
    id: option ?? '—',
    data: { option },
    disabled: option === null,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section
      ref={setNodeRef}
      className={`${css.column} ${isOver && !closed ? css.columnOver : ''} ${closed || barred ? css.columnClosed : ''}`}
      aria-label={label}
    >
      <header className={css.columnHead}>
        <StateTag colour={colour}>{label}</StateTag>
        <span className="muted figures">{String(totals?.values.cards ?? (totals ? '' : 0))}</span>
        {sumField && totals && (
          <span className={`${css.columnSum} figures`} title={t('sumOf', { field: text(sumField.label) })}>
            <FieldCell
              app={app}
              field={{ ...sumField, settings: { ...sumField.settings, precision: 0 } }}
              value={totals.values.total ?? null}
              compact
            />
          </span>
        )}
      </header>
      <div
        className={css.columnCards}
        tabIndex={rows.length > 0 ? 0 : undefined}
        role="group"
        aria-label={label}
      >
        {list.error ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <CardsSkeleton cards={2} />
        ) : rows.length === 0 ? (
          <p className="muted caption" style={{ padding: 8 }}>
            {t('columnEmpty')}
          </p>
        ) : (
          rows.map((record) => (
            <DraggableCard
              key={record.id}
              app={app}
              type={type}
              record={record}
              card={card}
              onOpen={() => onOpen(record)}
            />
          ))
        )}
        {list.hasNextPage && (
          <Button small busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {shared('loadMore')}
          </Button>
        )}
      </div>
    </section>
  );
}

interface DraggableCardProps {
  app: string;
  type: EntityDescription;
  record: RecordItem;
  card: string[];
  onOpen: () => void;
}

function DraggableCard({ app, type, record, card, onOpen }: DraggableCardProps) {
  const t = words.use();
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({
    id: record.id,
    data: { record },
    // A group may hold a button and links; a button may not.
    attributes: { role: 'group', roleDescription: t('movable') },
    disabled: !record.can.includes('change'),
  });
  return (
    <div
      ref={setNodeRef}
      {...attributes}
      {...listeners}
      className={isDragging ? css.dragging : undefined}
      aria-label={titleOf(record, type.title)}
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest('a')) onOpen();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') listeners?.onKeyDown?.(event);
        else if (event.target === event.currentTarget) onOpen();
      }}
    >
      <KanbanCard app={app} type={type} record={record} card={card} onOpen={onOpen} />
    </div>
  );
}
