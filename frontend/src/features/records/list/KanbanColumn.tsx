import { DoubleLeftOutlined } from '@ant-design/icons';
import { useDraggable, useDroppable } from '@dnd-kit/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { AggregateRow, EntityDescription, FieldDescription, RecordItem } from '@/api/types';
import { FieldCell, titleOf } from '@/fields';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, ErrorState, StateTag } from '@/ui';
import { words } from '../words';
import { KanbanCard } from './KanbanCard';
import css from './board.module.css';
import { useRecords } from './queries';

export interface KanbanColumnProps {
  app: string;
  type: EntityDescription;
  group: FieldDescription;
  option: string | null;
  label: string;
  colour?: string | null;
  totals?: AggregateRow;
  /** The totals have been read: a column without any holds nothing. */
  counted: boolean;
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
  /** Only a strip with its name and number; a card can still be put there. */
  folded: boolean;
  /** Fold it or open it again; absent where that cannot be. */
  onFold?: (folded: boolean) => void;
  /** All columns of the board: where this one opens, the others move along. */
  beside: string[];
  /** A card on its way: it takes the focus when it comes to lie in its column. */
  landing: RefObject<Landing | null>;
  onOpen: (record: RecordItem) => void;
}

export interface Landing {
  id: string;
  option: string;
}

const CARD_HEIGHT = 92;
const CARD_GAP = 8;
/** The next cards are fetched by themselves once somebody scrolls; before, a button offers them. */
const FIRST_LOOK = 12;

/** One state: its cards page by page, its number and sum over all of them. */
export function KanbanColumn(props: KanbanColumnProps) {
  const { app, option, label, colour, totals, counted, sumField, closed, barred, folded, onFold, beside } =
    props;
  const t = words.use();
  const text = useText();
  const { setNodeRef, isOver } = useDroppable({
    id: option ?? '—',
    data: { option },
    disabled: option === null,
    resizeObserverConfig: { updateMeasurementsFor: beside, timeout: 0 },
  });
  const section = useRef<HTMLElement | null>(null);
  const setSection = useCallback(
    (element: HTMLElement | null) => {
      section.current = element;
      setNodeRef(element);
    },
    [setNodeRef],
  );
  const chosen = useRef(false);
  const fold = (next: boolean) => {
    chosen.current = true;
    onFold?.(next);
  };
  // The button that was pressed is gone: its opposite takes the focus, and the column comes into sight.
  useEffect(() => {
    if (!chosen.current) return;
    chosen.current = false;
    section.current?.querySelector('button')?.focus({ preventScroll: true });
    section.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [folded]);
  const count = String(totals?.values.cards ?? (totals || !counted ? '' : 0));
  const look = [
    css.column,
    folded && css.columnFolded,
    isOver && !closed && css.columnOver,
    (closed || barred) && css.columnClosed,
  ];
  return (
    <section ref={setSection} className={look.filter(Boolean).join(' ')} aria-label={label}>
      {folded ? (
        <button
          type="button"
          className={css.strip}
          aria-expanded={false}
          title={t('openColumn', { state: label })}
          onClick={() => fold(false)}
        >
          <span className="muted figures">{count}</span>
          <StateTag colour={colour}>{label}</StateTag>
          <span className="visually-hidden">{t('openColumn', { state: label })}</span>
        </button>
      ) : (
        <>
          <header className={css.columnHead}>
            <StateTag colour={colour}>{label}</StateTag>
            <span className="muted figures">{count}</span>
            {onFold && (
              <span className={css.fold}>
                <Button
                  small
                  look="quiet"
                  icon={<DoubleLeftOutlined />}
                  aria-label={t('foldColumn', { state: label })}
                  onClick={() => fold(true)}
                />
              </span>
            )}
            {sumField && totals && (
              <span
                className={`${css.columnSum} figures`}
                title={t('sumOf', { field: text(sumField.label) })}
              >
                <FieldCell
                  app={app}
                  field={{ ...sumField, settings: { ...sumField.settings, precision: 0 } }}
                  value={totals.values.total ?? null}
                  compact
                />
              </span>
            )}
          </header>
          <Cards {...props} />
        </>
      )}
    </section>
  );
}

function Cards({
  app,
  type,
  group,
  option,
  label,
  card,
  also,
  filter,
  sort,
  search,
  landing,
  onOpen,
}: KanbanColumnProps) {
  const t = words.use();
  const shared = common.use();
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
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 6,
    gap: CARD_GAP,
    initialRect: { width: 272, height: 600 },
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (last >= rows.length - 5 && last > FIRST_LOOK && hasNextPage && !isFetchingNextPage)
      void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  // Only cards near those in sight are drawn: one that lands farther down is brought into sight.
  const keys = rows.map((record) => record.id).join(' ');
  useEffect(() => {
    if (landing.current?.option !== option) return;
    const at = keys.split(' ').indexOf(landing.current.id);
    if (at >= 0) virtual.scrollToIndex(at);
  }, [landing, option, keys, virtual]);
  return (
    <div
      ref={scroller}
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
        <div style={{ flex: 'none', position: 'relative', height: virtual.getTotalSize() }}>
          {shown.map(({ index, start, key }) => {
            const record = rows[index];
            return (
              record && (
                <div
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  className={css.placed}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <DraggableCard
                    app={app}
                    type={type}
                    record={record}
                    card={card}
                    option={option}
                    landing={landing}
                    onOpen={() => onOpen(record)}
                  />
                </div>
              )
            );
          })}
        </div>
      )}
      {list.hasNextPage && (
        <Button small busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {shared('loadMore')}
        </Button>
      )}
    </div>
  );
}

interface DraggableCardProps {
  app: string;
  type: EntityDescription;
  record: RecordItem;
  card: string[];
  option: string | null;
  landing: RefObject<Landing | null>;
  onOpen: () => void;
}

function DraggableCard({ app, type, record, card, option, landing, onOpen }: DraggableCardProps) {
  const t = words.use();
  const own = useRef<HTMLDivElement | null>(null);
  useEffect(() => {
    if (landing.current?.id !== record.id || landing.current.option !== option) return;
    landing.current = null;
    own.current?.focus();
  }, [landing, option, record.id]);
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({
    id: record.id,
    data: { record },
    // A group may hold a button and links; a button may not.
    attributes: { role: 'group', roleDescription: t('movable') },
    disabled: !record.can.includes('change'),
  });
  const setOwn = useCallback(
    (element: HTMLDivElement | null) => {
      own.current = element;
      setNodeRef(element);
    },
    [setNodeRef],
  );
  return (
    <div
      ref={setOwn}
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
